//go:build cgo

package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"matinee/app/rehearsal"
)

// played is what the tests read of the report of a headless play.
type played struct {
	Added      float64  `json:"added_ms"`
	FirstFrame float64  `json:"first_frame_ms"`
	Seek       *float64 `json:"seek_ms"`
	Downloaded int64    `json:"bytes_downloaded"`
	Frames     int64
	Stalls     int
	Position   float64 `json:"position_s"`
	Duration   float64 `json:"duration_s"`
}

// clip makes a film of six seconds with ffmpeg.
func clip(t *testing.T, name string, args ...string) rehearsal.Bundle {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	all := append([]string{
		"-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=6", "-f", "lavfi", "-i", "sine=d=6",
		"-c:v", "libx264", "-preset", "ultrafast", "-b:v", "1M", "-g", "25", "-c:a", "aac",
	}, append(args, path)...)
	if out, err := exec.Command("ffmpeg", all...).CombinedOutput(); err != nil {
		t.Skipf("ffmpeg: %v, %s", err, out)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return rehearsal.Make(t, name, piece, rehearsal.File{Path: name, Data: data})
}

// TestPlayWhileItDownloads plays real films with the real player from a real
// peer, and again without one.
func TestPlayWhileItDownloads(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{
		{"front.mp4", []string{"-movflags", "+faststart"}},
		{"end.mp4", nil},
		{"film.mkv", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := clip(t, c.name, c.args...)
			seeder := rehearsal.Seed(t, b, 1<<20)
			dir := t.TempDir()
			first := parsed[played](t, dir, "play", b.Torrent, "--peer", seeder.Addr, "--headless", "--seek", "50%", "--until", "4")
			if first.FirstFrame <= first.Added || first.Added <= 0 || first.Seek == nil || first.Frames == 0 ||
				first.Downloaded == 0 || first.Duration < 5.5 || first.Position < 3.5 {
				t.Errorf("streamed: %+v", first)
			}
			must(t, dir, "add", b.Torrent, "--peer", seeder.Addr, "--wait")
			seeder.End()
			offline := parsed[played](t, dir, "play", b.ID[:8], "--headless", "--seek", "5", "--until", "end")
			if offline.Downloaded != 0 || offline.Frames == 0 || offline.Stalls != 0 || offline.Position < 5 {
				t.Errorf("offline: %+v", offline)
			}
		})
	}
}

func TestPlayRefuses(t *testing.T) {
	dir := t.TempDir()
	text := one(t, "words.txt", piece)
	must(t, dir, "add", text.Torrent, "--paused")
	complains(t, ran(t, dir, "play", text.ID, "--headless"), 1, "This bundle holds nothing that can be played (words.txt)")
	complains(t, ran(t, dir, "play", text.ID[:4], "--headless", "--item", "7"), 1, "This bundle has no such item")
	complains(t, ran(t, dir, "play", "abcd12", "--headless"), 1, "This bundle is not in the library")
	noise := one(t, "noise.mkv", 4*piece)
	p := ran(t, dir, "play", noise.Torrent, "--peer", rehearsal.Seed(t, noise, 0).Addr, "--headless")
	complains(t, p, 1, "This file ")
}
