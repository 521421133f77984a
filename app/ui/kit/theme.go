package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The colours beyond Fyne's own names. Those that begin with stage lie over the
// picture and are the same in both variants.
const (
	ColorBackground  = theme.ColorNameBackground
	ColorText        = theme.ColorNameForeground
	ColorMuted       = theme.ColorNamePlaceHolder
	ColorAccent      = theme.ColorNamePrimary
	ColorOnAccent    = theme.ColorNameForegroundOnPrimary
	ColorDanger      = theme.ColorNameError
	ColorLine        = theme.ColorNameSeparator
	ColorRail        = fyne.ThemeColorName("rail")
	ColorSurface     = fyne.ThemeColorName("surface")
	ColorRaised      = fyne.ThemeColorName("raised")
	ColorRaisedHover = fyne.ThemeColorName("raisedHover")
	ColorGood        = fyne.ThemeColorName("good")
	ColorGoodBack    = fyne.ThemeColorName("goodBack")
	ColorInfo        = fyne.ThemeColorName("info")
	ColorInfoBack    = fyne.ThemeColorName("infoBack")
	ColorNotable     = fyne.ThemeColorName("notable")
	ColorNotableBack = fyne.ThemeColorName("notableBack")
	ColorDangerBack  = fyne.ThemeColorName("dangerBack")
	ColorShare       = fyne.ThemeColorName("share")     // a second party's part of the money
	ColorStorePart   = fyne.ThemeColorName("storePart") // the store's part of it
	ColorNone        = fyne.ThemeColorName("none")
	ColorScrim       = fyne.ThemeColorName("scrim")

	ColorStage         = fyne.ThemeColorName("stage")
	ColorStageText     = fyne.ThemeColorName("stageText")
	ColorStageMuted    = fyne.ThemeColorName("stageMuted")
	ColorStageHover    = fyne.ThemeColorName("stageHover")
	ColorStageTrack    = fyne.ThemeColorName("stageTrack")
	ColorStageBuffered = fyne.ThemeColorName("stageBuffered")
	ColorStagePanel    = fyne.ThemeColorName("stagePanel")
)

// The sizes of type and the measures of the layout, in Fyne units.
const (
	TextBody      float32 = 14
	TextSecondary float32 = 12
	TextChip      float32 = 11
	TextSection   float32 = 17
	TextTitle     float32 = 26
	TextLarge     float32 = 36
	TextHero      float32 = 40

	PageMargin  float32 = 28
	PanelRadius float32 = 14
	RailWidth   float32 = 208
	RailNarrow  float32 = 64 // icons only
)

// Theme is Fyne's default theme under Matinee's colours, type and measures. The
// variant follows the system, unless a person chose one.
type Theme struct {
	fyne.Theme
	chosen            string // "dark", "light" or ""
	dark, light, both map[fyne.ThemeColorName]color.Color
	sizes             map[fyne.ThemeSizeName]float32
}

// NewTheme builds the theme that follows the system.
func NewTheme() *Theme { return NewThemeOf("") }

// NewThemeOf builds the theme in the variant chosen, "dark" or "light"; "" follows the
// system.
func NewThemeOf(variant string) *Theme {
	return &Theme{
		Theme: theme.DefaultTheme(), chosen: variant,
		dark: darkColors(), light: lightColors(), both: stageColors(),
		sizes: themeSizes(),
	}
}

// Color maps a name to the palette of the variant, Fyne's default otherwise.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if c, ok := t.both[name]; ok {
		return c
	}
	switch t.chosen {
	case "dark":
		variant = theme.VariantDark
	case "light":
		variant = theme.VariantLight
	}
	palette := t.dark
	if variant == theme.VariantLight {
		palette = t.light
	}
	if c, ok := palette[name]; ok {
		return c
	}
	return t.Theme.Color(name, variant)
}

// Font is Inter, except for the symbol and monospace faces.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace || style.Symbol:
		return t.Theme.Font(style)
	case style.Bold:
		return fontOf(Bold)
	}
	return fontOf(Regular)
}

// Size maps a name to Matinee's measures, Fyne's default otherwise.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := t.sizes[name]; ok {
		return s
	}
	return t.Theme.Size(name)
}

func themeSizes() map[fyne.ThemeSizeName]float32 {
	return map[fyne.ThemeSizeName]float32{
		theme.SizeNameText:              TextBody,
		theme.SizeNameCaptionText:       TextSecondary,
		theme.SizeNameSubHeadingText:    TextSection,
		theme.SizeNameHeadingText:       TextTitle,
		theme.SizeNameInputRadius:       10,
		theme.SizeNameSelectionRadius:   8,
		theme.SizeNameInnerPadding:      10,
		theme.SizeNamePadding:           4,
		theme.SizeNameScrollBar:         8,
		theme.SizeNameScrollBarSmall:    4,
		theme.SizeNameScrollBarRadius:   4,
		theme.SizeNameInputBorder:       1,
		theme.SizeNameModalBlurRadius:   0,
		theme.SizeNameInnerWindowRadius: PanelRadius,
	}
}
