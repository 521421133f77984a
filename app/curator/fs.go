package curator

import (
	"fmt"
	"os"
)

// isFolder is nil when path is a folder.
func isFolder(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is not a folder", path)
	}
	return err
}
