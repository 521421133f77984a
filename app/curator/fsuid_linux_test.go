package curator

import "syscall"

// setFSUID makes this thread open files as another user.
func setFSUID(uid int) error {
	_, _, err := syscall.RawSyscall(syscall.SYS_SETFSUID, uintptr(uid), 0, 0)
	if err != 0 {
		return err
	}
	return nil
}
