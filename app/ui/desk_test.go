package ui

import (
	"io/fs"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"

	"matinee/app/ui/collection"
	"matinee/library"
)

// TestCtrlQEndsTheProgram, also while a film plays and while a dialog is open.
func TestCtrlQEndsTheProgram(t *testing.T) {
	h, _, _, quit := onDesktop(t, true, nil)
	var keys fyne.ShortcutHandler // as the canvas of a real window has one
	h.window.bind(&keys)
	h.window.Play("0001", -1)
	h.window.ChooseFile(func(string) {})
	keys.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierAlt})
	if quit() {
		t.Fatal("another key ends it")
	}
	keys.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierShortcutDefault})
	if !quit() {
		t.Fatal("the program goes on")
	}
}

// TestTheToolkitSpeaksTheChosenLanguage in what is its own: dialogs of files, the
// menu of a field.
func TestTheToolkitSpeaksTheChosenLanguage(t *testing.T) {
	t.Cleanup(func() {
		if err := UseLanguage("en"); err != nil {
			t.Error(err)
		}
	})
	for code, want := range map[string][2]string{"fr": {"Coller", "Nom"}, "en": {"Paste", "Name"}} {
		if err := UseLanguage(code); err != nil {
			t.Fatal(err)
		}
		if got := [2]string{lang.L("Paste"), lang.X("file.name", "Name")}; got != want {
			t.Errorf("%s: it says %q", code, got)
		}
	}
}

// TestHowTheLibraryWasLeftIsASetting, so that it is kept with all the others.
func TestHowTheLibraryWasLeftIsASetting(t *testing.T) {
	h := speaking(t)
	h.alt("2")
	h.window.Remember("ui.view", "list")
	h.until(func() bool { return h.program.has("set ui.view list") })
	h.program.put("ui.view", "list")
	if h.window.Recall("ui.view") != "list" {
		t.Fatal("it is forgotten")
	}
	followed := h.window.nav.shown.(*collection.Screen)
	h.window.obey()
	if h.window.nav.shown != Screen(followed) {
		t.Fatal("another screen is shown")
	}
}

// TestAFolderIsTakenIn, however it gets to the window.
func TestAFolderIsTakenIn(t *testing.T) {
	h, _ := openLibrary(t)
	folder := t.TempDir()
	h.window.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(folder)})
	h.until(func() bool { return h.program.has("import " + folder) })
	if h.program.has("add " + folder) {
		t.Fatal("it is taken for a torrent, too")
	}
}

// TestAFileThatIsLeftOutIsNoFault: each reason is said, and none sends to the log.
func TestAFileThatIsLeftOutIsNoFault(t *testing.T) {
	if err := UseLanguage("en"); err != nil {
		t.Fatal(err)
	}
	for want, err := range map[string]error{
		"It is empty": library.ErrEmptyFile, "It is no ordinary file": library.ErrOddFile,
		"You may not read it":      &fs.PathError{Op: "open", Path: "/x", Err: fs.ErrPermission},
		"It is not there any more": &fs.PathError{Op: "open", Path: "/x", Err: fs.ErrNotExist},
	} {
		if got := whyLeftOut(err); got != want {
			t.Errorf("%v: it says %q", err, got)
		}
	}
	again := newImportReport(library.Imported{Known: 6}, nil)
	if got := again.text.Text(); got != "6 files were in the library already." {
		t.Errorf("it says %q", got)
	}
}
