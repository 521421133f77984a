package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

func rgba(hex uint32, alpha uint8) color.NRGBA {
	c := rgb(hex)
	c.A = alpha
	return c
}

func darkColors() map[fyne.ThemeColorName]color.Color {
	return map[fyne.ThemeColorName]color.Color{
		ColorBackground: rgb(0x0E1016), ColorRail: rgb(0x12151D), ColorSurface: rgb(0x171A23),
		ColorRaised: rgb(0x232838), ColorRaisedHover: rgb(0x2B3145), ColorLine: rgb(0x1F2430),
		ColorText: rgb(0xF3F4F7), ColorMuted: rgb(0x9BA3B4),
		ColorGood: rgb(0x35C9A5), ColorGoodBack: rgb(0x0D332B),
		ColorInfo: rgb(0x9DB4FF), ColorInfoBack: rgb(0x1D2850),
		ColorNotable: rgb(0xFFC55C), ColorNotableBack: rgb(0x3A2A0A),
		ColorDanger: rgb(0xFF5D5D), ColorDangerBack: rgb(0x3A1518),
		ColorShare: rgb(0xFF8A4C), ColorStorePart: rgb(0x3D465C),
		ColorScrim:                       rgba(0x000000, 0xA0),
		theme.ColorNameInputBackground:   rgb(0x171A23),
		theme.ColorNameInputBorder:       rgb(0x1F2430),
		theme.ColorNameMenuBackground:    rgb(0x1B1F2A),
		theme.ColorNameOverlayBackground: rgb(0x1B1F2A),
		theme.ColorNameDisabled:          rgb(0x5D6576),
		theme.ColorNameHover:             rgba(0xFFFFFF, 0x0C),
		theme.ColorNamePressed:           rgba(0xFFFFFF, 0x18),
		theme.ColorNameScrollBar:         rgba(0xFFFFFF, 0x38),
		theme.ColorNameShadow:            rgba(0x000000, 0x80),
	}
}

func lightColors() map[fyne.ThemeColorName]color.Color {
	return map[fyne.ThemeColorName]color.Color{
		ColorBackground: rgb(0xF6F7FA), ColorRail: rgb(0xECEEF3), ColorSurface: rgb(0xFFFFFF),
		ColorRaised: rgb(0xDFE3EC), ColorRaisedHover: rgb(0xD2D8E4), ColorLine: rgb(0xDFE2EA),
		ColorText: rgb(0x14171F), ColorMuted: rgb(0x535B6C),
		ColorGood: rgb(0x0B6B54), ColorGoodBack: rgb(0xD3F3EA),
		ColorInfo: rgb(0x2B48B0), ColorInfoBack: rgb(0xE0E7FF),
		ColorNotable: rgb(0x7A4F00), ColorNotableBack: rgb(0xFFEBC2),
		ColorDanger: rgb(0xB3262B), ColorDangerBack: rgb(0xFDE1E1),
		ColorShare: rgb(0xE2662A), ColorStorePart: rgb(0xB9C1D0),
		ColorScrim:                       rgba(0x14171F, 0x70),
		theme.ColorNameInputBackground:   rgb(0xFFFFFF),
		theme.ColorNameInputBorder:       rgb(0xD5DAE4),
		theme.ColorNameMenuBackground:    rgb(0xFFFFFF),
		theme.ColorNameOverlayBackground: rgb(0xFFFFFF),
		theme.ColorNameDisabled:          rgb(0x8E95A3),
		theme.ColorNameHover:             rgba(0x000000, 0x0A),
		theme.ColorNamePressed:           rgba(0x000000, 0x16),
		theme.ColorNameScrollBar:         rgba(0x000000, 0x38),
		theme.ColorNameShadow:            rgba(0x14171F, 0x30),
	}
}

// stageColors are the same in both variants: the accent, and what lies over a
// picture.
func stageColors() map[fyne.ThemeColorName]color.Color {
	return map[fyne.ThemeColorName]color.Color{
		ColorAccent: rgb(0xFFB224), ColorOnAccent: rgb(0x17120A),
		theme.ColorNameFocus:     rgba(0xFFB224, 0xE0),
		theme.ColorNameSelection: rgba(0xFFB224, 0x50),
		ColorNone:                color.Transparent, // by which the painter knows that there is nothing to paint
		ColorStage:               rgb(0x000000),
		ColorStageText:           rgb(0xF3F4F7),
		ColorStageMuted:          rgb(0xC3C8D3),
		ColorStageHover:          rgba(0xFFFFFF, 0x24),
		ColorStageTrack:          rgba(0xFFFFFF, 0x38),
		ColorStageBuffered:       rgba(0xFFFFFF, 0x70),
		ColorStagePanel:          rgba(0x12151D, 0xEE),
	}
}
