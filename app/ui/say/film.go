package say

import "fyne.io/fyne/v2/lang"

// FilmPlays is why the screen stays on, as desktops show it.
func FilmPlays() string { return lang.L("A film is playing") }

// Play names the button of a message that plays what it is about.
func Play() string { return lang.L("Play") }

// ShowStorage names the button of one that leads to what takes how much.
func ShowStorage() string { return lang.L("Show storage") }

// ShowPage names the button of one that leads to a page of the web.
func ShowPage() string { return lang.L("Open its page") }
