package curator

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// leastMedia is the size, in bytes, below which nothing can be played.
const leastMedia = 16

// transports reports whether a file that ends in .ts is an MPEG transport stream:
// its packets begin with a byte of their own. Other names go without saying.
func transports(path string) bool {
	if !strings.EqualFold(filepath.Ext(path), ".ts") {
		return true
	}
	first, err := firstOf(path, 1)
	return err != nil || len(first) == 0 || first[0] == 'G'
}

// plausible reports whether a file begins as media do. A name tells little, so any
// known beginning will do; where the format of the name has none of its own, so will
// all else.
func plausible(path string, size int64) bool {
	if size < leastMedia {
		return false
	}
	first, err := firstOf(path, leastMedia)
	if err != nil {
		return true // why not is told elsewhere
	}
	return !begins(path) || len(first) == leastMedia && container(first)
}

// begins reports whether all files of a name's format begin alike.
func begins(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".mkv", ".webm", ".mka", ".mp4", ".m4v", ".mov", ".m4a", ".m4b", ".avi", ".wav", ".flac", ".ogg", ".oga", ".ogv", ".opus":
		return true
	}
	return false
}

// container reports whether bytes are the beginning of a film or a piece of music.
func container(first []byte) bool {
	for _, start := range []string{
		"\x1a\x45\xdf\xa3", "RIFF", "RF64", "RIFX", "fLaC", "ID3", "OggS", "FLV", ".RMF", "G", "\x30\x26\xb2\x75", "\x00\x00\x01",
	} {
		if bytes.HasPrefix(first, []byte(start)) {
			return true
		}
	}
	if first[0] == 0xff && first[1]&0xe0 == 0xe0 || first[4] == 'G' { // frames of sound; packets with their time in front
		return true
	}
	for _, c := range first[4:8] { // an MP4 begins with a box, whose name are four letters
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// firstOf reads the first bytes of a file.
func firstOf(path string, n int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	first := make([]byte, n)
	n, err = io.ReadFull(f, first)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return first[:n], err
}
