package studio

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"matinee/library"
)

// aboutStep says what the bundle is.
type aboutStep struct {
	f         *flow
	languages *line
	age       *line
}

func (s *aboutStep) show() fyne.CanvasObject {
	f, d := s.f, &s.f.draft
	title := f.field(d.Title, func(text string) {
		d.Title = strings.TrimSpace(text)
		f.rename(f.name())
	})
	names := make([]string, len(d.Creators))
	for i, c := range d.Creators {
		names[i] = c.Name
	}
	s.languages = newLine(lang.L("Languages"), lang.L("as tags: en, fr, pt-BR"), f.field(tagsText(d.Languages), s.setLanguages))
	age := ""
	if d.MinAge != nil {
		age = strconv.FormatInt(*d.MinAge, 10)
	}
	s.age = newLine(lang.L("From age"), lang.L("in years; 0 is for everybody, nothing leaves it unsaid"), f.field(age, s.setAge))
	return newSheet(newPanel(
		newLine(lang.L("Title"), "", title),
		newLine(lang.L("Made by"), lang.L("one name a line"), f.area(strings.Join(names, "\n"), 2, func(text string) {
			d.Creators = makers(text, d.Creators)
		})),
		newLine(lang.L("What it is about"), "", f.area(d.Description, 5, func(text string) { d.Description = strings.TrimSpace(text) })),
		s.languages,
		s.age,
		newLine(lang.L("Words to find it by"), lang.L("set apart by commas"), f.field(strings.Join(d.Keywords, ", "), func(text string) {
			d.Keywords = listOf(text, ",")
		})),
		small(lang.L("Number of the bundle: {{.ID}}", map[string]any{"ID": string(d.ID)})),
	))
}

func (s *aboutStep) missing() string {
	switch d := s.f.draft; {
	case d.Title == "":
		return lang.L("Give it a title.")
	case len(d.Creators) == 0:
		return lang.L("Say who made it.")
	case s.languages.woe.Visible() || s.age.woe.Visible():
		return lang.L("Mend what is marked first.")
	}
	return ""
}

func (s *aboutStep) setLanguages(text string) {
	tags, ok := parseTags(text)
	if ok {
		s.f.draft.Languages = tags
	}
	s.f.mark(s.languages, ok, lang.L("A language is a tag such as en, fr or pt-BR."))
}

// oldest bounds an age in years.
const oldest = 120

func (s *aboutStep) setAge(text string) {
	text = strings.TrimSpace(text)
	age, err := strconv.ParseInt(text, 10, 64)
	ok := text == "" || err == nil && age >= 0 && age <= oldest
	switch {
	case text == "":
		s.f.draft.MinAge = nil
	case ok:
		s.f.draft.MinAge = &age
	}
	s.f.mark(s.age, ok, lang.L("An age is a number of years."))
}

// mark says, or no longer says, what is wrong with a line.
func (f *flow) mark(l *line, ok bool, why string) {
	if ok {
		why = ""
	}
	if l.woe.label.Text() != why {
		l.woe.say(why)
		f.relayout()
	}
}

// makers reads names, one a line; who had a role keeps it.
func makers(text string, before []library.Maker) (list []library.Maker) {
	for _, name := range listOf(text, "\n") {
		m := library.Maker{Name: name}
		for _, had := range before {
			if had.Name == name {
				m = had
			}
		}
		list = append(list, m)
	}
	return list
}

// listOf splits a text into what stands between separators.
func listOf(text, separator string) (list []string) {
	for _, part := range strings.Split(text, separator) {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

func tagsText(tags []library.Language) string {
	words := make([]string, len(tags))
	for i, t := range tags {
		words[i] = string(t)
	}
	return strings.Join(words, ", ")
}

// parseTags reads language tags; false when one is none.
func parseTags(text string) (tags []library.Language, ok bool) {
	for _, word := range listOf(strings.ReplaceAll(text, " ", ","), ",") {
		tag := library.Language(word)
		if tag.Valid() != nil {
			return nil, false
		}
		tags = append(tags, tag)
	}
	return tags, true
}
