package settings

import (
	"context"
	"maps"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"matinee/app/ui/kit"
	"matinee/app/ui/live"
	"matinee/assets"
	"matinee/library"
)

// fakeStore is a Store that checks values as the real one does.
type fakeStore struct {
	mu       sync.Mutex
	settings library.Settings
	unusable map[string]error
	sets     []string
	reads    int
	err      error
}

func (f *fakeStore) Values() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	all := map[string]string{}
	for _, field := range library.SettingFields() {
		value, _ := f.settings.Get(field.Key)
		all[field.Key] = library.HideSecret(field, value)
	}
	return all
}

func (f *fakeStore) Unusable() map[string]error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.unusable)
}

func (f *fakeStore) Set(_ context.Context, key, value string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sets = append(f.sets, key+"="+value)
	if f.err != nil {
		return f.err
	}
	delete(f.unusable, key)
	return f.settings.Set(key, value)
}

func (f *fakeStore) SetProxy(ctx context.Context, form library.ProxyForm) error {
	value, err := form.Apply(f.get("net.proxy"))
	if err != nil {
		return err
	}
	return f.Set(ctx, "net.proxy", value)
}

func (f *fakeStore) MediaFolder() string  { return "/home/ann/Videos/Matinee" }
func (f *fakeStore) Interfaces() []string { return []string{"lo", "tun0"} }

func (f *fakeStore) get(key string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	value, _ := f.settings.Get(key)
	return value
}

func (f *fakeStore) stored() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.sets)
}

type fakeDesk struct {
	choose string
	saved  []string
}

func (d *fakeDesk) ChooseFolder(chosen func(string)) { chosen(d.choose) }
func (d *fakeDesk) ChooseFile(chosen func(string))   { chosen(d.choose) }
func (d *fakeDesk) SaveFile(name string, data []byte) {
	d.saved = append(d.saved, name+": "+string(data))
}
func (d *fakeDesk) OpenPage(address string) { d.saved = append(d.saved, "page "+address) }

// stage is a screen in a window, with a main thread the test runs by hand.
type stage struct {
	t      *testing.T
	main   chan func()
	store  *fakeStore
	desk   *fakeDesk
	screen *Screen
	window fyne.Window

	backends Backends
}

// speak loads a language for the time of the test.
func speak(t *testing.T, language string) {
	t.Helper()
	use := func(language string) {
		data, err := assets.Translations.ReadFile("translations/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := lang.AddTranslationsForLocale(data, lang.SystemLocale()); err != nil {
			t.Fatal(err)
		}
	}
	use(language)
	t.Cleanup(func() { use("en") })
}

func newStage(t *testing.T, change ...func(*fakeStore)) *stage {
	t.Helper()
	return newStageWith(t, Backends{}, change...)
}

func newStageWith(t *testing.T, b Backends, change ...func(*fakeStore)) *stage {
	t.Helper()
	s := &stage{
		t: t, main: make(chan func(), 1024), desk: &fakeDesk{}, backends: b,
		store: &fakeStore{settings: library.DefaultSettings()},
	}
	for _, f := range change {
		f(s.store)
	}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme())
	speak(t, "en")
	before := goleak.IgnoreCurrent()
	loop := live.New(context.Background(), func(f func()) { s.main <- f })
	s.screen = New(loop, s.store, s.desk, s.backends)
	s.window = test.NewTempWindow(t, s.screen)
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(1072, 800))
	s.screen.SetVisible(true)
	s.read()
	t.Cleanup(func() {
		loop.Close()
		loop.Wait()
		goleak.VerifyNone(t, before)
	})
	return s
}

// until runs the main thread until something holds.
func (s *stage) until(holds func() bool) {
	s.t.Helper()
	deadline := time.After(20 * time.Second)
	for !holds() {
		select {
		case f := <-s.main:
			f()
		case <-deadline:
			s.t.Fatalf("waited in vain; stored %v", s.store.sets)
		}
	}
}

// read waits until the values were read anew and shown.
func (s *stage) read() {
	s.t.Helper()
	for range 2 {
		done := false
		s.screen.readSoon(func() { done = true })
		s.until(func() bool { return done })
	}
}

func (s *stage) row(key string) *row {
	s.t.Helper()
	for _, x := range s.screen.specs {
		if x.key == key {
			return s.screen.page.row(x)
		}
	}
	s.t.Fatalf("there is no row for %q", key)
	return nil
}

// find is a widget inside a row's control.
func find[T fyne.CanvasObject](s *stage, key string) T {
	s.t.Helper()
	var none T
	for _, o := range test.LaidOutObjects(s.row(key).control.CanvasObject) {
		if w, ok := o.(T); ok {
			return w
		}
	}
	s.t.Fatalf("the control of %q has no %T", key, none)
	return none
}

// write types into the field of a setting and presses Enter.
func (s *stage) write(key, text string) *kit.Input {
	s.t.Helper()
	in := find[*kit.Input](s, key)
	in.SetText(text)
	in.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	return in
}
