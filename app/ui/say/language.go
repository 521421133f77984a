package say

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Language is a language in its own words, by its ISO 639 code; a code that
// is not in the table stands for itself.
func Language(code string) string {
	code = strings.ToLower(strings.TrimSpace(code))
	base, _, _ := strings.Cut(strings.ReplaceAll(code, "_", "-"), "-")
	if base == "" || base == "und" || base == "zxx" {
		return ""
	}
	for _, row := range strings.Split(languages, "\n") {
		codes, name, ok := strings.Cut(row, "=")
		if !ok {
			continue
		}
		for _, c := range strings.Fields(codes) {
			if c == base {
				return capital(name)
			}
		}
	}
	return code
}

// capital makes a name fit to stand alone in a menu.
func capital(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// languages holds, line by line, the ISO 639-1, 639-2/T and 639-2/B codes of a
// language and its own name.
const languages = `ar ara=العربية
bg bul=български
bn ben=বাংলা
ca cat=català
cs ces cze=čeština
da dan=dansk
de deu ger=Deutsch
el ell gre=ελληνικά
en eng=English
es spa=español
et est=eesti
eu eus baq=euskara
fa fas per=فارسی
fi fin=suomi
fr fra fre=français
ga gle=Gaeilge
gl glg=galego
he heb=עברית
hi hin=हिन्दी
hr hrv=hrvatski
hu hun=magyar
id ind=Indonesia
is isl ice=íslenska
it ita=italiano
ja jpn=日本語
ko kor=한국어
lt lit=lietuvių
lv lav=latviešu
nb nob no nor=norsk
nl nld dut=Nederlands
pl pol=polski
pt por=português
ro ron rum=română
ru rus=русский
sk slk slo=slovenčina
sl slv=slovenščina
sr srp=српски
sv swe=svenska
ta tam=தமிழ்
th tha=ไทย
tr tur=Türkçe
uk ukr=українська
vi vie=Tiếng Việt
zh zho chi=中文`
