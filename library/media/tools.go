package media

import (
	"os"
	"os/exec"
	"path/filepath"
)

// Tools are the programs that look into media, as paths; "" for one that is
// missing.
type Tools struct {
	FFmpeg, FFprobe string
}

// FindTools looks for the programs beside this one, where a package may have put them, and
// on PATH.
func FindTools() Tools { return Tools{FFmpeg: find("ffmpeg"), FFprobe: find("ffprobe")} }

// find is the path of a program, "" for one that is nowhere.
func find(name string) string {
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), name)
		if path, err := exec.LookPath(beside); err == nil { // with the ending that the system wants
			return path
		}
	}
	path, _ := exec.LookPath(name)
	return path
}

// containers are the formats that a program may open a media file as, whatever its
// name says. What is missing here is missing for a reason: a playlist or a
// description of a stream would have other files of this machine opened.
const containers = "matroska,mov,avi,mpegts,mpeg,mpegvideo,ogg,asf,flv,mp3,flac,wav,w64,aac,ape,wv,aiff,m4v,h264,hevc,caf,tta"

// fromFile are the options before an input that keep a program to one file.
func fromFile(path string) []string {
	return []string{
		"-protocol_whitelist", "file", "-format_whitelist", containers,
		"-i", "file:" + path, // so that no name is read as an option or an address
	}
}
