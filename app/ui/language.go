package ui

import (
	"embed"
	"fmt"
	"os"
	"strings"

	"fyne.io/fyne/v2/lang"

	"matinee/assets"
)

// UseLanguage loads the translations and chooses one: "" follows the system, "en"
// and "fr" do not. Nobody may put texts together meanwhile; what was put together
// before stays as it is.
func UseLanguage(code string) error {
	if err := lang.AddTranslationsFS(assets.Translations, "translations"); err != nil {
		return fmt.Errorf("load translations: %w", err)
	}
	if err := nameLocale(); err != nil {
		return err
	}
	if code == "" {
		code = systemLanguage()
	}
	// Fyne always follows the system's locale, so the chosen texts take the
	// place of those it would look for: its own first, where ours say more.
	for _, from := range []struct {
		files  embed.FS
		folder string
	}{{assets.Toolkit, "toolkit/"}, {assets.Translations, "translations/"}} {
		data, err := from.files.ReadFile(from.folder + code + ".json")
		if err == nil {
			data, err = typeset(code, data)
		}
		if err == nil {
			err = lang.AddTranslationsForLocale(data, lang.SystemLocale())
		}
		if err != nil {
			return fmt.Errorf("language %q: %w", code, err)
		}
	}
	return nil
}

// nameLocale names English where the system names a language that is none: the toolkit
// would keep the chosen texts under a name that it does not look them up by.
func nameLocale() error {
	if code, _, _ := strings.Cut(lang.SystemLocale().LanguageString(), "-"); code != "und" {
		return nil
	}
	if err := os.Setenv("LC_ALL", "en_US.UTF-8"); err != nil {
		return fmt.Errorf("name a locale: %w", err)
	}
	return nil
}

// systemLanguage is the one of the program's languages that the system's is.
func systemLanguage() string {
	code, _, _ := strings.Cut(lang.SystemLocale().LanguageString(), "-")
	if _, err := assets.Translations.Open("translations/" + code + ".json"); err != nil {
		return "en"
	}
	return code
}
