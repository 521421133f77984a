package media

import (
	"bufio"
	"errors"
	"io"
)

// The markers of a JPEG file (ITU T.81) that matter here.
const (
	markStart       = 0xD8
	markFrame       = 0xC0 // baseline; up to 0xCF, with exceptions
	markProgressive = 0xC2
	markTables      = 0xC4
	markExtension   = 0xC8
	markArithmetic  = 0xCC
	markScan        = 0xDA
)

// jpegPixel is how many bytes decoding takes a pixel: the samples, and for a
// progressive file their coefficients too, which Go keeps as 32-bit numbers.
func jpegPixel(file io.ReadSeeker) (float64, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	in := bufio.NewReader(file)
	for {
		mark, length, err := nextMark(in)
		switch {
		case err != nil:
			return 0, err
		case mark == markScan:
			return 0, errNoPicture
		case mark >= markFrame && mark <= markFrame+15 && mark != markTables && mark != markExtension && mark != markArithmetic:
			return framePixel(in, length, mark == markProgressive)
		}
		if _, err := in.Discard(length); err != nil {
			return 0, err
		}
	}
}

// nextMark reads a marker and the length of what belongs to it.
func nextMark(in *bufio.Reader) (mark byte, length int, err error) {
	for mark == 0 || mark == 0xFF || mark == markStart {
		if mark != 0xFF { // more of them are filling
			if _, err = in.ReadSlice(0xFF); errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
		}
		if err == nil {
			mark, err = in.ReadByte()
		}
		if err != nil {
			return 0, 0, err
		}
	}
	var size [2]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return 0, 0, err
	}
	length = int(size[0])<<8 | int(size[1])
	if length < 2 {
		return 0, 0, errors.New("a marker of a JPEG has no length")
	}
	return mark, length - 2, nil
}

// framePixel reads the components of a frame: for each how many samples it has in a
// unit of the picture.
func framePixel(in *bufio.Reader, length int, progressive bool) (float64, error) {
	frame := make([]byte, length)
	if _, err := io.ReadFull(in, frame); err != nil {
		return 0, err
	}
	if length < 9 || length < 6+3*int(frame[5]) {
		return 0, errNoPicture
	}
	samples, most := 0, 1
	for i := range int(frame[5]) {
		factors := frame[6+3*i+1]
		n := int(factors>>4) * int(factors&15)
		samples += n
		most = max(most, n)
	}
	perPixel := float64(samples) / float64(most)
	if frame[5] == 4 {
		perPixel = 4 + perPixel // CMYK is put together in one more picture
	}
	if progressive {
		perPixel += 4 * float64(samples) / float64(most)
	}
	return perPixel, nil
}
