package settings

import (
	"encoding/json"
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"

	"matinee/app/ui/kit"
	"matinee/assets"
	"matinee/library"
)

// TestEverySettingIsOnTheScreen: a new setting cannot be forgotten. It needs a
// row in the catalog, a label and a help in both languages, a group that exists
// and a control that fits its kind.
func TestEverySettingIsOnTheScreen(t *testing.T) {
	test.NewTempApp(t)
	for _, language := range []string{"en", "fr"} {
		t.Run(language, func(t *testing.T) {
			speak(t, language)
			texts := map[string]any{}
			data, err := assets.Translations.ReadFile("translations/" + language + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &texts); err != nil {
				t.Fatal(err)
			}
			all := catalog()
			for _, f := range library.SettingFields() {
				at := slices.IndexFunc(all, func(e entry) bool { return e.key == f.Key })
				if at < 0 {
					t.Errorf("%s is not on the screen", f.Key)
					continue
				}
				e := all[at]
				if e.label == "" || !slices.ContainsFunc(groups(), func(g group) bool { return g.id == e.group && g.title != "" }) {
					t.Errorf("%s has label %q and group %q", f.Key, e.label, e.group)
				}
				if help, _ := texts[f.Doc].(string); help == "" {
					t.Errorf("%s: its help %q is not translated", f.Key, f.Doc)
				}
				if !fitting(e.control, f) {
					t.Errorf("%s has control %d for kind %s, form %q", f.Key, e.control, f.Kind, f.Form)
				}
				for _, value := range f.OneOf {
					if !slices.ContainsFunc(e.words, func(o kit.Option) bool { return o.Value == value }) {
						t.Errorf("%s cannot be set to %q", f.Key, value)
					}
				}
			}
			for _, e := range all {
				if !slices.ContainsFunc(library.SettingFields(), func(f library.SettingField) bool { return f.Key == e.key }) {
					t.Errorf("%s is on the screen and is no setting", e.key)
				}
			}
		})
	}
}

// fitting reports whether a control can give every value of a setting.
func fitting(c control, f library.SettingField) bool {
	forms := map[string][]control{
		"one": {aPick}, "clock": {aClock}, "days": {aWeek}, "socks5": {aProxy}, "": {aText, aFolder, aFile, aCard, aReminder},
	}
	switch f.Kind {
	case library.SettingSwitch:
		return c == aSwitch
	case library.SettingTime:
		return c == aTime
	case library.SettingNumber:
		return c == aNumber
	case library.SettingWhole:
		switch f.Unit {
		case "B/s":
			return c == aRate
		case "B":
			return c == aSize
		}
		return c == aNumber
	}
	return slices.Contains(forms[f.Form], c)
}

func TestEverySettingIsReadAsItIsWritten(t *testing.T) {
	test.NewTempApp(t)
	for _, language := range []string{"en", "fr"} {
		speak(t, language)
		for _, s := range specs() {
			if !s.counts() {
				continue
			}
			for _, value := range []string{defaultOf(s.field), s.storedBound(s.field.Min), s.storedBound(s.field.Max)} {
				got, ok := s.parse(s.shown(value), value)
				if !ok || s.number(got) != s.number(value) && s.control != aSize {
					t.Errorf("%s %s: %q is written %q and read %q, %v", language, s.key, value, s.shown(value), got, ok)
				}
			}
		}
	}
}

// storedBound is a bound as a stored value.
func (s spec) storedBound(bound string) string { return s.stored(s.number(bound)) }

func TestStepsStayWithinBoundsAndLeadBack(t *testing.T) {
	for _, s := range specs() {
		if !s.counts() {
			continue
		}
		value := s.storedBound(s.field.Min)
		for range 400 {
			next := s.step(value, 1)
			var all library.Settings
			if err := all.Set(s.key, next); err != nil {
				t.Fatalf("%s: a step leads to %q: %v", s.key, next, err)
			}
			if s.number(next) < s.number(value) {
				t.Fatalf("%s: a step up leads from %q to %q", s.key, value, next)
			}
			value = next
		}
		for range 1000 {
			value = s.step(value, -1)
		}
		if s.number(value) > s.number(defaultOf(s.field)) {
			t.Errorf("%s: steps down end at %q", s.key, value)
		}
	}
	if got := clockStep("00:10", -1); got != "23:30" {
		t.Errorf("half an hour before 00:10 is %s", got)
	}
	if got := clockStep("23:30", 1); got != "00:00" {
		t.Errorf("half an hour after 23:30 is %s", got)
	}
}
