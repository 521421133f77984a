package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"strconv"
	"time"

	"matinee/library"
)

// What making one picture out of a file may take. A film in 8K needs some 900 MB
// for the pictures that its next one refers to.
const (
	frameTime    = time.Minute // on a machine that is busy with something else
	frameOutput  = 8 << 20
	frameMemory  = 1200 << 20
	framePixels  = 8192 * 4608
	shrinkMemory = 160 << 20 // 100 MB and what the program is by itself
)

// grab has ffmpeg decode the key frame before a time, width pixels wide at most, as a
// JPEG file.
func (m *Media) grab(ctx context.Context, path string, at time.Duration, width int) ([]byte, error) {
	if m.cfg.Tools.FFmpeg == "" {
		return nil, library.Errorf(library.CodeNoMediaTool, "ffmpeg")
	}
	args := []string{
		"-nostdin", "-v", "error", "-threads", "1", "-max_pixels", strconv.Itoa(framePixels),
		"-skip_frame", "nokey", "-noaccurate_seek", "-ss", strconv.FormatFloat(at.Seconds(), 'f', 3, 64),
	}
	args = append(args, fromFile(path)...)
	args = append(args, "-map", "0:V:0", "-an", "-sn", "-dn", "-frames:v", "1", "-vf", narrow(width))
	out, err := job{
		program: m.cfg.Tools.FFmpeg, args: append(args, toJPEG()...),
		time: frameTime, output: frameOutput, memory: frameMemory,
	}.run(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &library.Error{Code: library.CodeBrokenMedia, Err: err}
	case len(out) == 0:
		return nil, library.Errorf(library.CodeBrokenMedia, "no picture at %v", at)
	}
	return out, nil
}

// narrow is the filter that gives a frame its width as it is meant to be shown, with
// square pixels, and the time 0: one from before the time asked for would be left out.
func narrow(width int) string {
	return fmt.Sprintf("scale=w='max(trunc(min(%d,iw*sar)/2)*2,2)':h='max(trunc(ow/dar/2)*2,2)':flags=area,"+
		"setsar=1,setpts=PTS-STARTPTS", width)
}

func toJPEG() []string {
	return []string{"-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-q:v", "3", "-f", "image2pipe", "pipe:1"}
}

// Where in a film a frame is looked for, in the order of preference: past the opening
// titles, before the end gives itself away.
func places() []float64 { return []float64{0.18, 0.26, 0.12, 0.36, 0.48} }

// frame is a frame that shows something. When every one is dark or empty it is the
// least empty.
func (m *Media) frame(ctx context.Context, path string, duration time.Duration) (image.Image, error) {
	var best image.Image
	var most float64
	var failed error
	for i, place := range places() {
		if i > 0 && duration == 0 {
			break // they are all at the beginning
		}
		raw, err := m.grab(ctx, path, time.Duration(place*float64(duration)), heroWidth)
		if err != nil {
			failed = errors.Join(failed, err)
			if ctx.Err() != nil || library.CodeOf(err) == library.CodeNoMediaTool {
				break
			}
			continue
		}
		img, err := decodeSmall(bytes.NewReader(raw))
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		light, spread := look(img)
		if light >= minLight && spread >= minSpread {
			return img, nil
		}
		if best == nil || spread > most {
			best, most = img, spread
		}
	}
	if best == nil {
		return nil, failed
	}
	return best, nil
}

// heroWidth is the width of the widest shape.
const heroWidth = 1280

// Below these, in steps of 0 to 255, a frame is black, a fade or a flat card.
const (
	minLight  = 28
	minSpread = 18
)

// look is how light a picture is and how much that varies, from a sample of pixels.
func look(img image.Image) (light, spread float64) {
	const samples = 48
	b := img.Bounds()
	var sum, squares float64
	for y := range samples {
		for x := range samples {
			r, g, bl, _ := img.At(b.Min.X+b.Dx()*x/samples, b.Min.Y+b.Dy()*y/samples).RGBA()
			v := (0.299*float64(r) + 0.587*float64(g) + 0.114*float64(bl)) / 257
			sum += v
			squares += v * v
		}
	}
	n := float64(samples * samples)
	light = sum / n
	return light, math.Sqrt(max(squares/n-light*light, 0))
}

// cover is the picture embedded in a media file.
func (m *Media) cover(ctx context.Context, path string) (image.Image, error) {
	if m.cfg.Tools.FFmpeg == "" {
		return nil, library.Errorf(library.CodeNoMediaTool, "ffmpeg")
	}
	args := []string{"-nostdin", "-v", "error", "-threads", "1", "-max_pixels", strconv.Itoa(framePixels)}
	args = append(args, fromFile(path)...)
	args = append(args, "-map", "0:v", "-map", "-0:V", "-frames:v", "1", "-vf", fitting(2*heroWidth))
	out, err := job{
		program: m.cfg.Tools.FFmpeg, args: append(args, toJPEG()...),
		time: frameTime, output: frameOutput, memory: shrinkMemory,
	}.run(ctx)
	if err != nil {
		return nil, err
	}
	return decodeSmall(bytes.NewReader(out))
}

// shrink has ffmpeg read a large JPEG at a part of its size.
func (m *Media) shrink(ctx context.Context, p measured) (image.Image, error) {
	if m.cfg.Tools.FFmpeg == "" {
		return nil, library.Errorf(library.CodeNoMediaTool, "ffmpeg")
	}
	lower := 0
	for lower < 3 && min(p.width, p.height)>>(lower+1) >= enough {
		lower++
	}
	args := []string{
		"-nostdin", "-v", "error", "-threads", "1", "-lowres", strconv.Itoa(lower),
		"-protocol_whitelist", "file", "-f", "jpeg_pipe", "-i", "file:" + p.path,
		"-frames:v", "1", "-vf", fitting(2 * heroWidth),
	}
	out, err := job{
		program: m.cfg.Tools.FFmpeg, args: append(args, toJPEG()...),
		time: frameTime, output: frameOutput, memory: shrinkMemory,
	}.run(ctx)
	if err != nil {
		return nil, err
	}
	return decodeSmall(bytes.NewReader(out))
}

// fitting is the filter that makes a picture fit into a square, if it does not.
func fitting(side int) string {
	return fmt.Sprintf("scale=w='min(%d,iw)':h='min(%d,ih)':force_original_aspect_ratio=decrease:flags=area", side, side)
}
