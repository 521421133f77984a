package app

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// carried is the libmpv-2.dll that a package for Windows brings along, as
// VERSION:SHA-256 (the version may be missing), set by the linker; "" where the system's libmpv is used.
var carried string

const besideName = "libmpv-2.dll"

// besideProgram says whether the libmpv in the program's folder is the one that
// came with it. Another one plays, too: whoever put it there may do so.
func besideProgram(carried, folder string) string {
	version, sum, ok := strings.Cut(carried, ":")
	if !ok {
		return ""
	}
	is, err := sumOf(filepath.Join(folder, besideName))
	switch {
	case err != nil:
		return fmt.Sprintf("another %s than the one that came with this program: %v", besideName, err)
	case is != sum:
		return fmt.Sprintf("another %s than the one that came with this program: SHA-256 %s", besideName, is)
	}
	return strings.TrimSpace(besideName+" "+version) + ", the one that came with this program"
}

func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
