package kit

import (
	"fyne.io/fyne/v2"

	"matinee/assets"
)

// Weight is a weight of the typeface.
type Weight int

// The weights, thin to heavy.
const (
	Regular Weight = iota
	Medium
	SemiBold
	Bold
	ExtraBold
)

// typeface is constant data; Fyne caches parsed faces by the identity of their
// resource, so each weight must be one and the same value for the whole run.
var typeface = [...]fyne.Resource{
	Regular:   fyne.NewStaticResource("Inter-Regular.ttf", assets.InterRegular),
	Medium:    fyne.NewStaticResource("Inter-Medium.ttf", assets.InterMedium),
	SemiBold:  fyne.NewStaticResource("Inter-SemiBold.ttf", assets.InterSemiBold),
	Bold:      fyne.NewStaticResource("Inter-Bold.ttf", assets.InterBold),
	ExtraBold: fyne.NewStaticResource("Inter-ExtraBold.ttf", assets.InterExtraBold),
}

func fontOf(w Weight) fyne.Resource { return typeface[w] }

// ReadTypefaces has the toolkit read every weight, and what it falls back to, which
// it does by itself when a text is first measured.
func ReadTypefaces() {
	for weight := range typeface {
		NewLabel("M", TextBody, Weight(weight), ColorText).Width()
	}
}
