package explorer

import (
	"image"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"

	"matinee/app/desktop/bus/bustest"
)

// start shows the icon of a program on the desktop there is.
func start(t *testing.T, o Options) *Explorer {
	t.Helper()
	o.Title = "Matinee test"
	e, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// within runs something on the window's thread and waits for it.
func within(t *testing.T, e *Explorer, do func()) {
	t.Helper()
	done := make(chan struct{})
	e.On(func() {
		defer close(done)
		do()
	})
	bustest.Next(t, done, "the window's thread")
}

// TestIconIsShown has the icon seen, and its clicks and those on its message carried out.
func TestIconIsShown(t *testing.T) {
	here, opened, led := make(chan bool, 4), make(chan struct{}, 4), make(chan struct{}, 4)
	e := start(t, Options{
		Icons: []image.Image{image.NewRGBA(image.Rect(0, 0, 16, 16)), image.NewRGBA(image.Rect(0, 0, 32, 32))},
		Tip:   func() string { return "3 downloads" }, Trayed: func(on bool) { here <- on }, Open: func() { opened <- struct{}{} },
	})
	if !bustest.Next(t, here, "the icon") || !e.Here() {
		t.Fatal("the icon is not seen")
	}
	within(t, e, func() {
		if e.icon == 0 {
			t.Error("the icon has no picture")
		}
	})
	e.sys.postMessage.Call(e.Window(), messageIcon, 0, iconSelect)
	bustest.Next(t, opened, "the click")
	if err := e.Notify(t.Context(), "Finished", "A film", func() { led <- struct{}{} }); err != nil {
		t.Fatal(err)
	}
	e.sys.postMessage.Call(e.Window(), messageIcon, 0, iconMessageChosen)
	bustest.Next(t, led, "the click on the message")
}

// TestIconComesBack shows it again when Explorer started anew.
func TestIconComesBack(t *testing.T) {
	here := make(chan bool, 4)
	e := start(t, Options{Trayed: func(on bool) { here <- on }})
	bustest.Next(t, here, "the icon")
	within(t, e, e.takeIcon) // as Explorer takes all away when it ends
	name, err := windows.UTF16PtrFromString("TaskbarCreated")
	if err != nil {
		t.Fatal(err)
	}
	created, _, _ := e.sys.registerMessage.Call(uintptr(unsafe.Pointer(name)))
	e.sys.postMessage.Call(e.Window(), created, 0, 0)
	if bustest.Next(t, here, "that it went") {
		t.Error("it is told to be there")
	}
	if !bustest.Next(t, here, "that it came") {
		t.Error("it is told to be away")
	}
}

// TestMenuOfLines makes a menu that Windows reads back as it was meant.
func TestMenuOfLines(t *testing.T) {
	e := start(t, Options{})
	done := ""
	lines := []Line{
		{Text: "Open R&B", Do: func() { done = "open" }},
		{Separator: true},
		{Text: "Limits", Children: []Line{{Text: "None", Marked: true, Do: func() { done = "none" }}, {Text: "1 MB/s", Do: func() { done = "one" }}}},
		{Text: "Told", Disabled: true},
	}
	user := windows.NewLazySystemDLL("user32.dll")
	within(t, e, func() {
		var chosen []func()
		menu := e.makeMenu(lines, &chosen)
		defer e.sys.destroyMenu.Call(menu)
		read := func(menu uintptr, at int) (text string, state uintptr) {
			var buf [64]uint16
			n, _, _ := user.NewProc("GetMenuStringW").Call(menu, uintptr(at), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), 0x400)
			state, _, _ = user.NewProc("GetMenuState").Call(menu, uintptr(at), 0x400)
			return windows.UTF16ToString(buf[:n]), state
		}
		if text, _ := read(menu, 0); text != "Open R&&B" {
			t.Errorf("the first line says %q", text)
		}
		if _, state := read(menu, 1); state&lineSeparator == 0 {
			t.Errorf("the second line is no separator: %x", state)
		}
		if _, state := read(menu, 3); state&lineGrey == 0 {
			t.Errorf("the fourth line can be chosen: %x", state)
		}
		below, _, _ := user.NewProc("GetSubMenu").Call(menu, 2)
		if text, state := read(below, 0); text != "None" || state&lineChecked == 0 {
			t.Errorf("the first limit is %q, %x", text, state)
		}
		id, _, _ := user.NewProc("GetMenuItemID").Call(below, 1)
		chosen[id-1]()
		if done != "one" {
			t.Errorf("the second limit does %q", done)
		}
	})
}

// TestScreenStaysOn asks Windows what it was told.
func TestScreenStaysOn(t *testing.T) {
	e := start(t, Options{})
	e.KeepAwake(true)
	within(t, e, func() {
		if before := e.sys.stayAwake(true); before&stateDisplay == 0 || before&stateContinuous == 0 {
			t.Errorf("the screen may go dark: %x", before)
		}
	})
	e.KeepAwake(false)
	within(t, e, func() {
		if before := e.sys.stayAwake(false); before&stateDisplay != 0 {
			t.Errorf("the screen may not go dark: %x", before)
		}
	})
}

// TestLeaving has the program end in order when the person leaves, and does not hold
// Windows up longer than that takes.
func TestLeaving(t *testing.T) {
	left := make(chan struct{})
	e, err := Start(t.Context(), Options{Title: "Matinee test", Leave: func() { close(left) }})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan uintptr, 1)
	go func() {
		may, _, _ := windows.NewLazySystemDLL("user32.dll").NewProc("SendMessageW").Call(e.Window(), messageQueryEnd, 0, 0)
		answered <- may
		windows.NewLazySystemDLL("user32.dll").NewProc("SendMessageW").Call(e.Window(), messageEnd, 1, 0)
		answered <- 0
	}()
	if bustest.Next(t, answered, "an answer") != 1 {
		t.Error("the program forbids to leave")
	}
	bustest.Next(t, left, "the order to end")
	e.Close()
	bustest.Next(t, answered, "the end")
}

// TestMotionIsTold says at the start what Windows is set to.
func TestMotionIsTold(t *testing.T) {
	told := make(chan bool, 4)
	e := start(t, Options{Motion: func(reduced bool) { told <- reduced }})
	animated, ok := e.sys.animated()
	if !ok {
		t.Fatal("Windows does not say")
	}
	if reduced := bustest.Next(t, told, "it"); reduced == animated {
		t.Errorf("animated is %v and reduced is %v", animated, reduced)
	}
}

func TestTextsFit(t *testing.T) {
	var room [8]uint16
	for text, want := range map[string]string{
		"short": "short", "seven..": "seven..", "eight...": "eight.…", "12345😀7": "12345…", strings.Repeat("é", 300): "éééééé…",
	} {
		put(room[:], text)
		if got := windows.UTF16ToString(room[:]); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

// TestSizes holds the structures against those that Windows' headers give.
func TestSizes(t *testing.T) {
	for name, sizes := range map[string][2]uintptr{
		"NOTIFYICONDATAW": {unsafe.Sizeof(iconData{}), 976},
		"WNDCLASSEXW":     {unsafe.Sizeof(windowClass{}), 80},
		"MSG":             {unsafe.Sizeof(message{}), 48},
	} {
		if sizes[0] != sizes[1] {
			t.Errorf("%s has %d bytes, want %d", name, sizes[0], sizes[1])
		}
	}
}
