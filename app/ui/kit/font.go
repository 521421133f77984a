package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

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

// withPictures tells a style with emoji from one without: the toolkit keeps the
// typefaces of each style by itself, and this is how wide a tab is anyway.
const withPictures = 4

// ReadTypefaces has the toolkit read every weight, and what it falls back to, which
// it does by itself when a text is first measured. Its emoji are left out: they
// take seven megabytes for each style, and a text with some has a style of its own.
func ReadTypefaces() {
	defer withoutEmoji()()
	for weight := range typeface {
		NewLabel("M", TextBody, Weight(weight), ColorText).Width()
	}
}

// withoutEmoji puts the toolkit's few symbols, which it reads as well, in the place
// of its emoji until the function it returns is called.
func withoutEmoji() (restore func()) {
	emoji, ok := theme.DefaultEmojiFont().(*fyne.StaticResource)
	if !ok {
		return func() {}
	}
	content := emoji.StaticContent
	emoji.StaticContent = theme.DefaultSymbolFont().Content()
	return func() { emoji.StaticContent = content }
}
