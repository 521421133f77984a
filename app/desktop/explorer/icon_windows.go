package explorer

import (
	"context"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"
)

// What is done to an icon (Shell_NotifyIcon), and which parts of it are said.
const (
	iconAdd        = 0
	iconModify     = 1
	iconDelete     = 2
	iconSetVersion = 4

	hasMessage = 0x01
	hasPicture = 0x02
	hasTip     = 0x04
	hasInfo    = 0x10
	showsTip   = 0x80

	iconVersion = 4

	infoOwnPicture = 0x04
	infoLarge      = 0x20
	infoQuietHours = 0x80 // not in the hours when the person wants none
)

// iconData is an icon of the notification area (NOTIFYICONDATAW).
type iconData struct {
	size        uint32
	window      windows.HWND
	id          uint32
	parts       uint32
	message     uint32
	picture     windows.Handle
	tip         [128]uint16
	state, mask uint32
	text        [256]uint16
	version     uint32
	title       [64]uint16
	kind        uint32
	guid        windows.GUID
	balloon     windows.Handle
}

// follow shows the icon where there is none yet, and has its text say what it tells now.
func (e *Explorer) follow() {
	tip := e.opt.Title
	if e.opt.Tip != nil {
		tip = e.opt.Tip()
	}
	if e.Here() {
		if tip != e.tip {
			e.tip = tip
			e.change(iconModify, func(d *iconData) { d.parts = hasTip | showsTip })
		}
		return
	}
	e.tip = tip
	if !e.change(iconAdd, func(d *iconData) { d.parts = hasMessage | hasPicture | hasTip | showsTip }) {
		return // Explorer is not there, or not yet
	}
	e.change(iconSetVersion, func(d *iconData) { d.version = iconVersion })
	e.setHere(true)
}

// takeIcon takes the icon away.
func (e *Explorer) takeIcon() {
	if e.Here() {
		e.change(iconDelete, func(*iconData) {})
	}
}

// change does something to the icon; false means that it could not be done.
func (e *Explorer) change(what uintptr, say func(*iconData)) bool {
	d := iconData{window: e.window, id: 1, message: messageIcon, picture: e.icon}
	d.size = uint32(unsafe.Sizeof(d))
	put(d.tip[:], e.tip)
	say(&d)
	done, _, _ := e.sys.notifyIcon.Call(what, uintptr(unsafe.Pointer(&d)))
	return done != 0
}

// Notify shows a message; open is what a click on it does. An error means that nobody saw
// it.
func (e *Explorer) Notify(ctx context.Context, title, text string, open func()) error {
	shown := make(chan bool, 1)
	e.On(func() {
		if !e.Here() {
			shown <- false
			return
		}
		e.opens = open
		shown <- e.change(iconModify, func(d *iconData) {
			d.parts, d.kind, d.balloon = hasInfo, infoOwnPicture|infoLarge|infoQuietHours, e.large
			put(d.title[:], title)
			put(d.text[:], text)
			if text == "" { // which would show nothing
				put(d.text[:], title)
				d.title = [64]uint16{}
			}
		})
	})
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-e.ended:
	case ok := <-shown:
		if ok {
			return nil
		}
	}
	return errNoIcon
}

// put writes a text as Windows has them, with an end, and an ellipsis for what does not
// fit.
func put(to []uint16, text string) {
	wide := utf16.Encode([]rune(text))
	if room := len(to) - 1; len(wide) > room {
		wide = wide[:room-1]
		if last := len(wide) - 1; utf16.IsSurrogate(rune(wide[last])) && wide[last] < 0xDC00 { // half a character
			wide = wide[:last]
		}
		wide = append(wide, '…')
	}
	clear(to)
	copy(to, wide)
}
