// Package redact takes out of a text what must not leave the machine with it:
// secrets of every kind the program has, and where a person's home lies. Logs, crash
// files and reports of problems go through it.
//
// It knows forms, not values: it is told no secret, so that it cannot lose one. What
// looks drawn by chance is hidden even if it is none.
package redact

import (
	"regexp"
	"strings"
)

// Hidden stands where something was taken out.
const Hidden = "[hidden]"

// Redactor takes secrets and homes out of texts. It may be used by many at once.
type Redactor struct {
	homes []string
	known []form
	runs  *regexp.Regexp
	urls  *regexp.Regexp
}

// form is how one kind of secret is written, and what is put in its place.
type form struct {
	looks *regexp.Regexp
	with  string
}

// New makes a redactor for a person whose home is one of these folders.
func New(homes ...string) *Redactor {
	r := &Redactor{runs: regexp.MustCompile(`[A-Za-z0-9+/_-]{16,}={0,2}`), urls: regexp.MustCompile(`[a-z]+://[^/\s"'<>]+/[^\s"'<>]+`)}
	for _, h := range homes {
		h = strings.TrimRight(h, `/\`)
		if len(h) > 1 { // "/" is no home
			r.homes = append(r.homes, h)
			if slashed := strings.ReplaceAll(h, `\`, "/"); slashed != h {
				r.homes = append(r.homes, slashed)
			}
		}
	}
	for _, f := range [][2]string{
		{`(?s)-----BEGIN [A-Z ]+-----.*?(-----END [A-Z ]+-----|$)`, Hidden},                                                           // keys and age files
		{`(?i)AGE-SECRET-KEY-(PQ-)?1[A-Z0-9]*`, Hidden},                                                                               // editions, devices
		{`(?i)MATINEE-ROOT-1([\s:]+[A-Z2-7]{4}\b)*`, Hidden},                                                                          // a channel's root key
		{`(?i)matinee:gift:[A-Za-z0-9_-]*`, "matinee:gift:" + Hidden},                                                                 // gift codes
		{`\b[A-Za-z2-7]{5}-[A-Za-z2-7]{5}-[A-Za-z2-7]{5}-[A-Za-z2-7]{5}\b`, Hidden},                                                   // vouchers
		{`\b((sk|rk|pk)_(live|test)|whsec|acct|cs_(live|test))_[A-Za-z0-9_-]+`, Hidden},                                               // cards
		{`\{\s*\\*"payload(Type)?\\*"[^\n]*`, Hidden},                                                                                 // licences, receipts: any signed document
		{`([A-Za-z][A-Za-z0-9+.-]*://)[^\s"'<>]*@`, "${1}" + Hidden + "@"},                                                            // proxies, databases: user and password
		{`([?&][A-Za-z0-9_.-]+=)[^&\s"'<>)#]+`, "${1}" + Hidden},                                                                      // what is asked of an address
		{`(https?://127\.0\.0\.1:\d+/)[^\s"'<>)]*`, "${1}" + Hidden},                                                                  // the stream server
		{`(?i)(\b(authorization|cookie|set-cookie|[a-z-]*macaroon)\s*[:=]\s*((bearer|basic|digest)\s+)?)[^\s"',;]+`, "${1}" + Hidden}, // headers
		{`(?i)(\\*"?\b[a-z_.-]*(secret|password|passwd|passphrase|token|receipt|licen[cs]e|pin|seed|preimage|macaroon|passkey|private)\\*"?\s*[=:]\s*)(\\*"(?:[^"\\]|\\[^"])*\\*"|[^\s"',;}&]+)`, "${1}" + Hidden},
	} {
		r.known = append(r.known, form{regexp.MustCompile(f[0]), f[1]})
	}
	return r
}

// Text is s without secrets, and with ~ where a home was written.
func (r *Redactor) Text(s string) string {
	s = r.Home(s)
	for _, f := range r.known {
		s = f.looks.ReplaceAllString(s, f.with)
	}
	s = r.urls.ReplaceAllStringFunc(s, r.hidePath)
	return r.runs.ReplaceAllStringFunc(s, hideRun)
}

// hidePath hides all of an address behind the server's name if any of it is to be
// hidden: what is left of a path may be a part of the secret.
func (r *Redactor) hidePath(url string) string {
	server := strings.Index(url, "://") + len("://")
	path := strings.IndexByte(url[server:], '/') + server
	if r.runs.ReplaceAllStringFunc(url[path:], hideRun) == url[path:] {
		return url
	}
	return url[:path+1] + Hidden
}

// Home is s with ~ where a home was written.
func (r *Redactor) Home(s string) string {
	for _, h := range r.homes {
		s = replaceFolder(s, h)
	}
	return s
}

// replaceFolder writes ~ for a folder, but not for another one whose name only
// begins like it.
func replaceFolder(s, folder string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(s, folder)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		if after == "" || !wordByte(after[0]) {
			out.WriteByte('~')
		} else {
			out.WriteString(folder)
		}
		s = after
	}
}

func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-' || c >= 0x80
}

// hideRun hides what looks drawn by chance in a run without spaces. A path is such
// a run too, so its parts are looked at one by one, unless it is no path.
func hideRun(run string) string {
	if strings.HasSuffix(run, "=") && strings.ToLower(run) != run { // the padding of base 64
		return Hidden
	}
	parts := strings.Split(run, "/")
	if len(parts) > 1 && strings.Contains(run, "+") && drawn(strings.Join(parts, "")) {
		return Hidden
	}
	for i, p := range parts {
		if len(p) >= 60 && drawn(p) { // the standard alphabet of base 64 has slashes
			return Hidden
		}
		if drawn(p) {
			parts[i] = Hidden
		}
	}
	return strings.Join(parts, "/")
}

// shortest is from how many characters on a text may be a secret drawn by chance:
// half of the shortest the program draws.
const shortest = 16

// drawn reports whether a text looks drawn by chance rather than written: digits
// among letters, or kinds of letters that change too often for words.
func drawn(s string) bool {
	if len(s) < shortest {
		return false
	}
	digits, changes, hex := 0, 0, true
	last := kindOf(s[0])
	for i := range len(s) {
		k := kindOf(s[i])
		if k == 'd' {
			digits++
		}
		if k != last {
			changes++
		}
		last = k
		hex = hex && strings.IndexByte("0123456789abcdefABCDEF", s[i]) >= 0
	}
	if digits == len(s) {
		return len(s) >= 2*shortest // a time in nanoseconds is none
	}
	return hex || digits >= 3 && changes >= 4 || digits >= 2 && changes*5 >= len(s) || changes*20 >= len(s)*9
}

func kindOf(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return 'd'
	case c >= 'a' && c <= 'z':
		return 'l'
	case c >= 'A' && c <= 'Z':
		return 'u'
	}
	return 'o'
}
