package art

import (
	"image"
	"testing"
)

func TestPicturesAreCroppedWhereLittleIsLost(t *testing.T) {
	for name, c := range map[string]struct {
		of            image.Rectangle
		width, height int
		want          image.Rectangle
	}{
		"the cover in a poster":  {image.Rect(0, 0, 400, 580), 200, 200, image.Rect(0, 90, 400, 490)},
		"wide, of a tall one":    {image.Rect(0, 0, 400, 580), 160, 90, image.Rect(0, 142, 400, 367)},
		"tall, of a wide one":    {image.Rect(0, 0, 352, 198), 100, 145, image.Rect(108, 0, 244, 198)},
		"as it is":               {image.Rect(0, 0, 352, 198), 176, 99, image.Rect(0, 0, 352, 198)},
		"of a corner of a frame": {image.Rect(10, 20, 30, 40), 10, 10, image.Rect(10, 20, 30, 40)},
	} {
		if got := cropped(c.of, c.width, c.height); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
