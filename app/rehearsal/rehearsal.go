// Package rehearsal gives the program's tests real parts to meet: bundles made
// for a test, and a peer of another make that seeds them on loopback. Only tests
// import it, and it must not know the program.
package rehearsal

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// File is one file of a made bundle.
type File struct {
	Path string // slash-separated
	Data []byte
}

// Bundle is a torrent and its files.
type Bundle struct {
	ID      string // v1 infohash, hexadecimal
	Title   string
	Torrent string // path of the .torrent
	Folder  string // what a seeder calls its save path
	Files   []File
}

// Random is repeatable noise.
func Random(seed byte, size int) []byte {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(data) // it never fails
	return data
}

// Make writes the files of a bundle and its torrent below a new folder. A bundle
// without files to name holds one, called title.
func Make(t testing.TB, title string, piece int, files ...File) Bundle {
	t.Helper()
	b := Bundle{Title: title, Folder: t.TempDir(), Files: files}
	for _, f := range files {
		path := filepath.Join(b.Folder, title, filepath.FromSlash(f.Path))
		if len(files) == 1 {
			path = filepath.Join(b.Folder, title)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	info := b.info(piece)
	sum := sha1.Sum(info)
	b.ID = hex.EncodeToString(sum[:])
	b.Torrent = filepath.Join(t.TempDir(), title+".torrent")
	if err := os.WriteFile(b.Torrent, slices.Concat([]byte("d4:info"), info, []byte("e")), 0o644); err != nil {
		t.Fatal(err)
	}
	return b
}

// info is the bencoded info dictionary (BEP 3).
func (b Bundle) info(piece int) []byte {
	var all, pieces bytes.Buffer
	list := "5:filesl"
	for _, f := range b.Files {
		all.Write(f.Data)
		list += fmt.Sprintf("d6:lengthi%de4:pathl", len(f.Data))
		for _, part := range bytes.Split([]byte(f.Path), []byte("/")) {
			list += text(string(part))
		}
		list += "ee"
	}
	list += "e"
	if len(b.Files) == 1 {
		list = fmt.Sprintf("6:lengthi%de", all.Len())
	}
	for p := range slices.Chunk(all.Bytes(), piece) {
		sum := sha1.Sum(p)
		pieces.Write(sum[:])
	}
	return []byte("d" + list + "4:name" + text(b.Title) +
		fmt.Sprintf("12:piece lengthi%de6:pieces", piece) + text(pieces.String()) + "e")
}

func text(s string) string { return fmt.Sprintf("%d:%s", len(s), s) }
