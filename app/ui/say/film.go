package say

import "fyne.io/fyne/v2/lang"

// FilmPlays is why the screen stays on, as desktops show it.
func FilmPlays() string { return lang.L("A film is playing") }
