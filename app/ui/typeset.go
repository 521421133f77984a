package ui

import (
	"encoding/json"
	"fmt"
	"strings"
)

// typeset sets the texts of a language as its readers do, so that who translates need not
// know how no-break spaces are typed. Other languages stay as they are.
func typeset(code string, texts []byte) ([]byte, error) {
	if code != "fr" {
		return texts, nil
	}
	var all map[string]any
	if err := json.Unmarshal(texts, &all); err != nil {
		return nil, fmt.Errorf("read the texts: %w", err)
	}
	signs := frenchSigns()
	for key, text := range all {
		switch text := text.(type) {
		case string:
			all[key] = signs.Replace(text)
		case map[string]any:
			for form, words := range text {
				if words, ok := words.(string); ok {
					text[form] = signs.Replace(words)
				}
			}
		}
	}
	return json.Marshal(all)
}

// frenchSigns puts narrow no-break spaces before ; ! ? and inside « », a no-break one before
// a colon, and the apostrophe in place of what typewriters had.
func frenchSigns() *strings.Replacer {
	const narrow, wide = "\u202f", "\u00a0"
	pairs := []string{"'", "’", " :", wide + ":"}
	for _, space := range []string{" ", wide} {
		for _, sign := range []string{";", "!", "?", "»"} {
			pairs = append(pairs, space+sign, narrow+sign)
		}
		pairs = append(pairs, "«"+space, "«"+narrow)
	}
	return strings.NewReplacer(pairs...)
}
