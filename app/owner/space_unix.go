//go:build unix

package owner

import "golang.org/x/sys/unix"

// freeSpace is what this user may still write below a folder, in bytes.
func freeSpace(folder string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(folder, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * int64(st.Bsize), nil //nolint:unconvert // the types differ between systems
}
