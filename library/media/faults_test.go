package media

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"matinee/library"
)

// mostMemory is what a picture may take, everything ever allocated counted. At once it
// is less than 100 MB: what is decoded is let go before it is scaled.
const mostMemory = 160 << 20

// allocated is how much f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestBrokenPosters: each of these is refused or made small in bounded memory, and
// the next source is taken. It runs alone, for it counts memory.
func TestBrokenPosters(t *testing.T) {
	huge := pngBomb(20_000, 20_000)
	for name, data := range map[string][]byte{
		"nothing":                         nil,
		"text":                            []byte("not a picture"),
		"svg":                             []byte(`<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>`),
		"20,000 × 20,000 PNG":             huge,
		"20,000 × 20,000 JPEG":            resized(encodeJPEG(t, 64, 64), 20_000, 20_000),
		"a PNG with a lying header":       resizedPNG(encodePNG(t, 64, 64), 3000, 3000),
		"a JPEG that ends early":          encodeJPEG(t, 900, 900)[:3000],
		"a JPEG without a picture":        {0xFF, 0xD8, 0xFF, 0xD9},
		"a PNG that ends early":           encodePNG(t, 900, 900)[:200],
		"a strip":                         encodePNG(t, 4000, 40),
		"a dot":                           encodePNG(t, 1, 1),
		"a GIF whose pictures are broken": append(encodeGIF(t)[:40], 1, 2, 3),
		"a WebP without a picture":        []byte("RIFF\x10\x00\x00\x00WEBPVP8 \x04\x00\x00\x00abcd"),
		"a BMP of negative size":          append([]byte("BM"), bytes.Repeat([]byte{0xFF}, 60)...),
	} {
		t.Run(name, func(t *testing.T) {
			m := newMedia(t, FindTools())
			s := Subject{ID: bundleA, Pictures: []string{write(t, "poster.jpg", data), plain(t, "next.jpg", 100, 150, green())}}
			var err error
			if got := allocated(func() { _, err = m.Artwork(t.Context(), s) }); got > mostMemory {
				t.Errorf("it took %d MB", got>>20)
			}
			must(t, err)
			if art := artOf(t, m, s); !isColor(art[library.ShapePoster], green()) {
				t.Error("the next picture was not taken")
			}
		})
	}
}

// TestOddPosters: these are pictures, if unusual ones, and are taken.
func TestOddPosters(t *testing.T) {
	for name, produce := range map[string]func(t *testing.T) []byte{
		"24 million pixels":               func(t *testing.T) []byte { return encodeYCbCr(t, 6000, 4000) },
		"an animation":                    encodeGIF,
		"CMYK":                            cmyk,
		"16 bits a channel":               deep,
		"transparent":                     func(t *testing.T) []byte { return encodePNG(t, 300, 300) },
		"something after the end":         func(t *testing.T) []byte { return append(encodeJPEG(t, 300, 300), make([]byte, 9<<20)...) },
		"fill bytes in front of a marker": func(t *testing.T) []byte { return filled(encodeJPEG(t, 300, 300)) },
	} {
		t.Run(name, func(t *testing.T) {
			m := newMedia(t, Tools{})
			s := Subject{ID: bundleA, Pictures: []string{write(t, "poster.jpg", produce(t))}}
			var err error
			if got := allocated(func() { _, err = m.Artwork(t.Context(), s) }); got > mostMemory {
				t.Errorf("it took %d MB", got>>20)
			}
			must(t, err)
		})
	}
}

// TestLargeFilesAreNotOpened: the first byte of a file of 1 GB is not even read.
func TestLargeFilesAreNotOpened(t *testing.T) {
	t.Parallel()
	path := write(t, "poster.jpg", encodeJPEG(t, 300, 300))
	must(t, os.Truncate(path, 1<<30))
	if _, err := measure(path); err == nil {
		t.Error("it was opened")
	}
	if _, err := measure(t.TempDir()); err == nil {
		t.Error("a folder was opened")
	}
}

// TestShrink: a JPEG of 49 million pixels would take too much to decode here; ffmpeg
// reads it at a quarter of its size.
func TestShrink(t *testing.T) {
	t.Parallel()
	m := newMedia(t, tools(t))
	path := makeMedia(t, "poster.jpg", "-f", "lavfi", "-i", "testsrc2=size=7000x7000:rate=1", "-frames:v", "1", "-q:v", "8")
	p, err := measure(path)
	must(t, err)
	if p.cost <= maxDecoded {
		t.Fatalf("it takes only %d bytes", p.cost)
	}
	img, err := m.open(t.Context(), p)
	must(t, err)
	if b := img.Bounds(); b.Dx() != 1750 || b.Dx() != b.Dy() {
		t.Errorf("it became %v", b)
	}
	_, err = newMedia(t, Tools{}).open(t.Context(), p)
	wantCode(t, err, library.CodeNoMediaTool)
}

// TestJPEGCost: what decoding takes is told from the header as Go's decoder takes it.
func TestJPEGCost(t *testing.T) {
	t.Parallel()
	gray := new(bytes.Buffer)
	must(t, jpeg.Encode(gray, image.NewGray(image.Rect(0, 0, 64, 64)), nil))
	for name, c := range map[string]struct {
		data []byte
		want float64
	}{
		"4:2:0":       {encodeJPEG(t, 64, 64), 1.5},
		"gray":        {gray.Bytes(), 1},
		"progressive": {progressive(encodeJPEG(t, 64, 64)), 7.5},
	} {
		got, err := jpegPixel(bytes.NewReader(c.data))
		if err != nil || got != c.want {
			t.Errorf("%s: %v bytes a pixel, %v", name, got, err)
		}
	}
}

// FuzzMeasure: no header makes it fail, and what it lets through is bounded.
func FuzzMeasure(f *testing.F) {
	f.Add([]byte{0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 64, 0, 64, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1})
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00@\x00\x00\x00@\x08\x02\x00\x00\x00"))
	f.Add([]byte("GIF89a@\x00@\x00\x80\x00\x00"))
	f.Add([]byte("RIFF\x10\x00\x00\x00WEBPVP8 "))
	path := filepath.Join(f.TempDir(), "x")
	f.Fuzz(func(t *testing.T, data []byte) {
		must(t, os.WriteFile(path, data, 0o600))
		p, err := measure(path)
		if err == nil && (p.width < minPictureSide || p.height < minPictureSide || p.width > maxSide || p.height > maxSide || p.cost <= 0) {
			t.Errorf("%d × %d pixels at %d bytes pass", p.width, p.height, p.cost)
		}
	})
}

// TestRunIsBounded: a helper that writes too much or takes too long is ended.
func TestRunIsBounded(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	j := job{program: sh, args: []string{"-c", "while :; do echo 0123456789; done"}, time: patience, output: 1000, memory: 1 << 30}
	if _, err := j.run(t.Context()); err == nil || !strings.Contains(err.Error(), errTooMuch.Error()) {
		t.Errorf("endless output gives %v", err)
	}
	j.args = []string{"-c", "echo no good >&2; exit 3"}
	if _, err := j.run(t.Context()); err == nil || !strings.Contains(err.Error(), "no good") {
		t.Errorf("a failure gives %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	j.args = []string{"-c", "while :; do :; done"}
	go func() {
		_, err := j.run(ctx)
		done <- err
	}()
	cancel()
	if err := <-done; err == nil {
		t.Error("a canceled run came to an end")
	}
}

func encodeJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
	}
	must(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

func encodeYCbCr(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420), nil))
	return b.Bytes()
}

func encodePNG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = byte(i * i)
	}
	must(t, png.Encode(&b, img))
	return b.Bytes()
}

func deep(t *testing.T) []byte {
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewNRGBA64(image.Rect(0, 0, 1000, 1500))))
	return b.Bytes()
}

func encodeGIF(t *testing.T) []byte {
	var g gif.GIF
	for range 20 {
		img := image.NewPaletted(image.Rect(0, 0, 200, 300), color.Palette{red(), blue()})
		g.Image, g.Delay = append(g.Image, img), append(g.Delay, 5)
	}
	var b bytes.Buffer
	must(t, gif.EncodeAll(&b, &g))
	return b.Bytes()
}

// cmyk is the one that comes with Go for its own tests.
func cmyk(t *testing.T) []byte {
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	must(t, err)
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "src", "image", "testdata", "video-001.cmyk.jpeg"))
	if err != nil {
		t.Skip("Go came without its test data")
	}
	return data
}

// frameAt is where a JPEG's frame header begins.
func frameAt(data []byte) int { return bytes.Index(data, []byte{0xFF, 0xC0}) }

// resized writes another size into a JPEG's header.
func resized(data []byte, w, h int) []byte {
	at := frameAt(data)
	binary.BigEndian.PutUint16(data[at+5:], uint16(h))
	binary.BigEndian.PutUint16(data[at+7:], uint16(w))
	return data
}

func progressive(data []byte) []byte {
	data[frameAt(data)+1] = markProgressive
	return data
}

func filled(data []byte) []byte {
	at := frameAt(data)
	return append(append(bytes.Clone(data[:at]), 0xFF, 0xFF, 0xFF), data[at:]...)
}

// resizedPNG writes another size into a PNG's header, with its checksum.
func resizedPNG(data []byte, w, h int) []byte {
	binary.BigEndian.PutUint32(data[16:], uint32(w))
	binary.BigEndian.PutUint32(data[20:], uint32(h))
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

// pngBomb is a small file that is a valid picture of w × h gray pixels.
func pngBomb(w, h int) []byte {
	out := bytes.NewBufferString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		_ = binary.Write(out, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		out.Write(body)
		_ = binary.Write(out, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(w))
	head = binary.BigEndian.AppendUint32(head, uint32(h))
	chunk("IHDR", append(head, 1, 0, 0, 0, 0))
	var rows bytes.Buffer
	z := zlib.NewWriter(&rows)
	row := make([]byte, 1+(w+7)/8)
	for range h {
		_, _ = z.Write(row)
	}
	_ = z.Close()
	chunk("IDAT", rows.Bytes())
	chunk("IEND", nil)
	return out.Bytes()
}
