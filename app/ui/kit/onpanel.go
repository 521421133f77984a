package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// OnPanel shows something that stands on a panel, whose fields would be of the
// panel's own colour otherwise.
func OnPanel(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewThemeOverride(o, &panelTheme{NewTheme()})
}

type panelTheme struct{ fyne.Theme }

// Color gives fields the colour of the window.
func (t *panelTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch name {
	case theme.ColorNameInputBackground:
		name = ColorBackground
	case theme.ColorNameInputBorder:
		name = ColorRaised
	}
	return t.Theme.Color(name, variant)
}
