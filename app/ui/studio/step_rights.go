package studio

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/app/ui/kit"
	"matinee/library"
)

// rightsStep says who holds the rights, and what others may do with what was opened.
type rightsStep struct {
	f     *flow
	other *line
}

// otherLicence stands for one that is not in the list.
const otherLicence = "other"

// licences are those that are suggested.
func licences() []kit.Option {
	options := []kit.Option{{Value: string(library.AllRightsReserved), Text: lang.L("All rights reserved")}}
	for _, id := range []string{"CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "CC0-1.0"} {
		options = append(options, kit.Option{Value: id, Text: id})
	}
	return append(options, kit.Option{Value: otherLicence, Text: lang.L("Another one (SPDX)…")})
}

func (s *rightsStep) show() fyne.CanvasObject {
	f, d := s.f, &s.f.draft
	chosen := otherLicence
	for _, o := range licences() {
		if o.Value == string(d.License) {
			chosen = o.Value
		}
	}
	own := f.field("", func(text string) {
		id := library.SPDX(strings.TrimSpace(text))
		if id.Valid() == nil {
			d.License = id
		}
		f.mark(s.other, id.Valid() == nil, lang.L("That is no SPDX identifier, such as CC-BY-4.0."))
	})
	if chosen == otherLicence {
		own.Put(string(d.License))
	}
	s.other = newLine(lang.L("Its identifier"), lang.L("from spdx.org/licenses"), own)
	s.other.Hidden = chosen != otherLicence
	pick := f.pick(licences(), chosen, func(value string) {
		s.other.Hidden = value != otherLicence
		if value != otherLicence {
			d.License = library.SPDX(value)
		}
		f.relayout()
	})
	return newSheet(newPanel(
		newLine(lang.L("Rights statement"), lang.L("who holds the rights, such as © 2026 Ann Example; needed to publish"),
			f.area(d.Rights, 2, func(text string) { d.Rights = strings.TrimSpace(text) })),
		newLine(lang.L("License afterwards"), lang.L("what everybody may do with what has been opened to all"), newRow(pick)),
		s.other,
	), s.sharing())
}

func (s *rightsStep) missing() string {
	switch {
	case s.f.draft.Rights == "":
		return lang.L("Write who holds the rights: without that nothing is published.")
	case s.other.Visible() && s.f.draft.License.Valid() != nil:
		return lang.L("Mend what is marked first.")
	}
	return ""
}

// sharing is what may help the swarm; none of it is needed.
func (s *rightsStep) sharing() fyne.CanvasObject {
	f, d := s.f, &s.f.draft
	return newPanel(
		heading(lang.L("Sharing")),
		muted(lang.L("People find each other without any of this.")),
		newLine(lang.L("Trackers"), lang.L("one address a line"), f.area(strings.Join(d.Trackers, "\n"), 2, func(text string) { d.Trackers = listOf(text, "\n") })),
		newLine(lang.L("Web servers"), lang.L("where the files lie, too; one address a line"), f.area(strings.Join(d.Webseeds, "\n"), 2, func(text string) { d.Webseeds = listOf(text, "\n") })),
		newLine(lang.L("Older programs"), "", f.toggle(lang.L("leave BitTorrent v2 out, for Transmission before 4.0"), d.V1Only, func(on bool) { d.V1Only = on })),
	)
}
