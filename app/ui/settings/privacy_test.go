package settings

import (
	"testing"

	"fyne.io/fyne/v2/lang"
)

// TestPrivacyListsEverySwitchOfTheNetwork: what finds people or fetches has a row with
// what others see, and its switch or why there is none.
func TestPrivacyListsEverySwitchOfTheNetwork(t *testing.T) {
	listed := map[string]bool{}
	for _, k := range kinds() {
		if k.title == "" || k.seen == "" || (k.key == "") == (k.why == "") {
			t.Errorf("a row says too little, or both: %+v", k)
		}
		listed[k.key] = true
	}
	ways := map[string]bool{"net.utp": true, "net.ipv6": true, "ads.limited": true} // how, not whether
	for _, e := range catalog() {
		if e.group == "net" && e.control == aSwitch && !listed[e.key] && !ways[e.key] {
			t.Errorf("%s is a kind of traffic that the page does not list", e.key)
		}
	}
}

// TestPrivacySwitchesAreTheSettings: a switch of the page changes the setting, and shows
// what another one changed.
func TestPrivacySwitchesAreTheSettings(t *testing.T) {
	reported := false
	s := newStageWith(t, Backends{Report: func() { reported = true }})
	p := s.screen.quiet
	switches := 0
	for _, r := range p.rows {
		if r.setting != nil {
			switches++
			r.setting.commit("false")
		}
	}
	s.until(func() bool { return s.store.stored() == switches })
	s.read()
	for _, r := range p.rows {
		if r.setting == nil {
			continue
		}
		key := r.setting.spec.key
		if s.store.get(key) != "false" || r.setting.value != "false" {
			t.Errorf("%s is still on", key)
		}
	}
	if switches != 7 {
		t.Errorf("%d switches", switches)
	}
	p.report.Tapped(nil)
	if !reported {
		t.Error("the button reports nothing")
	}
	s.screen.OpenPrivacy()
	if s.screen.shown() != s.screen.quiet || s.screen.tabs[s.screen.at].Text() != lang.L("Privacy") {
		t.Error("the page is not shown")
	}
}
