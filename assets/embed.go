// Package assets carries the files embedded in the program: fonts, icons and
// translations. It holds no logic and must not know who uses them.
package assets

import "embed"

// The weights of Inter (SIL Open Font License, fonts/OFL.txt) as TrueType.
var (
	//go:embed fonts/Inter-Regular.ttf
	InterRegular []byte
	//go:embed fonts/Inter-Medium.ttf
	InterMedium []byte
	//go:embed fonts/Inter-SemiBold.ttf
	InterSemiBold []byte
	//go:embed fonts/Inter-Bold.ttf
	InterBold []byte
	//go:embed fonts/Inter-ExtraBold.ttf
	InterExtraBold []byte
)

// Icons holds icons/NAME.svg: one set on a 24 × 24 grid, drawn in black and
// coloured when shown (the logo excepted).
//
//go:embed icons/*.svg
var Icons embed.FS

// WindowIcon is the logo as window managers want it, drawn from icons/logo.svg: to
// draw it anew at each start takes longer than the rest of the window.
//
//go:embed window.png
var WindowIcon []byte

// Translations holds translations/LANGUAGE.json, whose keys are the English
// texts of the program.
//
//go:embed translations/*.json
var Translations embed.FS

// Toolkit holds toolkit/LANGUAGE.json: the texts of the toolkit's own dialogs and
// menus, which would be in the system's language otherwise.
//
//go:embed toolkit/*.json
var Toolkit embed.FS

// Tray holds tray/SIZE.png: the logo as trays want it, with a little room around
// it, drawn from icons/logo.svg.
//
//go:embed tray/*.png
var Tray embed.FS

// Release says where the file of releases is and by whose minisign key it is signed; both
// are empty where whoever makes the program publishes none.
//
//go:embed release.json
var Release []byte
