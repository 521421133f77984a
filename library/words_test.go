package library_test

import (
	"strings"
	"testing"

	"matinee/library"
)

// forms says which texts a type takes and which it refuses.
func forms[T interface{ Valid() error }](t *testing.T, good, bad []T) {
	t.Helper()
	for _, v := range good {
		if err := v.Valid(); err != nil {
			t.Errorf("%v: %v", v, err)
		}
	}
	for _, v := range bad {
		if v.Valid() == nil {
			t.Errorf("%q is taken", any(v))
		}
	}
}

func TestLanguages(t *testing.T) {
	forms(t,
		[]library.Language{"en", "pt-BR", "zh-Hant", "zh-Hant-TW", "sl-rozaj-biske", "de-1996", "es-419", "gsw", "en-US-x-twain", "x-private", "ar-u-nu-latn", "zh-yue-Hant"},
		[]library.Language{
			"", "e", "english language", "en_US", "en-", "-en", "en--US", "1a", "en-US-US", "en-x", "x", "en-u", "en-u-a",
			"en-Latn-Cyrl", "en-toolongsubtag", "é", library.Language(strings.Repeat("en-", 20)), "en-a-bb-a-cc",
		})
}

func TestLicences(t *testing.T) {
	forms(t,
		[]library.SPDX{"CC-BY-4.0", "MIT", library.AllRightsReserved, "LicenseRef-My.Own"},
		[]library.SPDX{"", "CC BY 4.0", "MIT OR GPL", "<script>", library.SPDX(strings.Repeat("a", 65))})
}

func TestKeys(t *testing.T) {
	hexa := strings.Repeat("0af9", 16)
	forms(t, []library.Key{library.Key(hexa)}, []library.Key{"", library.Key(hexa[:63]), library.Key(strings.ToUpper(hexa)), library.Key(hexa + "0"), library.Key(strings.Repeat("g", 64))})
	forms(t, []library.Digest{library.Digest(hexa)}, []library.Digest{"", library.Digest(hexa[2:])})
	forms(t, []library.Token{library.Token(hexa[:32])}, []library.Token{"", library.Token(hexa), library.Token(hexa[:31])})
	forms(t, []library.EditionID{"standard", "with-extras", "4k"}, []library.EditionID{"", "With Extras", "a/b", library.EditionID(strings.Repeat("a", 33))})
	if got := library.KeyOf(library.Key(hexa).Public()); got != library.Key(hexa) {
		t.Errorf("a key came back as %s", got)
	}
	if library.Key("no").Public() != nil {
		t.Error("what is no key has a public half")
	}
	age := "age18gz5e8gwl6q239f0hcq39zq8z9g3sxl3486cp30l4c6wpu7wqf7qljelvu"
	forms(t, []library.Recipient{library.Recipient(age)}, []library.Recipient{"", "age1", library.Recipient(age + "a"), library.Recipient("AGE1" + age[4:]), library.Recipient(age[:20] + "b" + age[21:]), "ssh-ed25519 AAAA"})
}

func TestAddresses(t *testing.T) {
	forms(t,
		[]library.WebURL{"https://studio.example/matinee/", "https://studio.example:8443/a?b=c", "http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:99/x"},
		[]library.WebURL{
			"", "https://", "https:///path", "http://studio.example/", "ftp://studio.example/", "file:///etc/passwd", "javascript:alert(1)",
			"https://user:secret@studio.example/", "https://studio.example/#part", "//studio.example/", "https:studio.example",
			"https://studio.example/a b", "https://studio.example/\n", "https://stüdio.example/", "http://10.0.0.1/",
			library.WebURL("https://studio.example/" + strings.Repeat("a", 512)),
		})
	forms(t,
		[]library.Domain{"studio.example", "a-b.c-d.org", "xn--stdio-kva.example"},
		[]library.Domain{"", "localhost", "Studio.example", "studio..example", "-a.example", "a-.example", "127.0.0.1", "a b.example", "studio.example.", library.Domain(strings.Repeat("a", 64) + ".example")})
}

func TestItemPaths(t *testing.T) {
	forms(t,
		[]library.ItemPath{"film.mp4.age", "Season 1/E01 – The Start.mkv", "a/b/c/d/e/f/g/h", "日本語.mp4", "…and then.mp4", "CONTROL.mp4", "com10.mp4"},
		[]library.ItemPath{
			"", ".", "..", "/etc/passwd", "../film.mp4", "a/../../b", "a//b", "a/", "./a", `a\b`, "c:film.mp4", "a/..", "film.mp4 ", "film.", " film",
			"a\x00b", "a\nb", "con", "AUX.mp4", "com1.mp4", "lpt9", "what?.mp4", "a\u202egpj.exe", "a\u200bb", "\xff", "a/b/c/d/e/f/g/h/i",
			library.ItemPath(strings.Repeat("a", 241)), library.ItemPath(strings.Repeat("aaaa/", 7) + strings.Repeat("a", 500)),
		})
}

func TestSums(t *testing.T) {
	for length, ok := range map[int64]bool{-1: false, 0: true, 1 << 50: true, 1<<50 + 1: false} {
		if err := (library.Sum{Length: length}).Valid(); (err == nil) != ok {
			t.Errorf("%d: %v", length, err)
		}
	}
}

// TestHidden: what can make a title look like another is hidden; scripts that are
// written from the right, and marks that only help them, are not.
func TestHidden(t *testing.T) {
	for _, r := range "\x00\n\t\x7f\u0085\u2028\u202a\u202e\u2066\u2069\u200b\u2060\ufeff\ufff9\uffff\U000e0041" {
		if !library.Hidden(r) {
			t.Errorf("%U is seen", r)
		}
	}
	for _, r := range "aé日שע\u200e\u200f\u200d🎬– …\U0010fffd" {
		if library.Hidden(r) {
			t.Errorf("%U is hidden", r)
		}
	}
}
