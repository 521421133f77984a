package redact

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"filippo.io/age"

	"matinee/library"
)

const home = "/home/ana maría"

func random(n int) []byte {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // it never fails
	return raw
}

// secrets draws one of every kind that the program has, as it is written.
func secrets(t testing.TB) map[string]string {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	b32 := base32.StdEncoding.WithPadding(base32.NoPadding)
	code := b32.EncodeToString(random(13))[:20]
	root := "MATINEE-ROOT-1"
	for text := base32.StdEncoding.EncodeToString(random(35)); text != ""; text = text[4:] {
		root += " " + text[:4]
	}
	envelope, err := json.Marshal(map[string]any{"payload": base64.StdEncoding.EncodeToString(random(300)), "signatures": []any{
		map[string]string{"sig": base64.StdEncoding.EncodeToString(random(64))},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"token of the stream server, secret of an order": hex.EncodeToString(random(16)),
		"key of a store or a channel":                    hex.EncodeToString(random(32)),
		"key of an edition or a device":                  identity.String(),
		"root key":                                       root,
		"voucher":                                        code[:5] + "-" + code[5:10] + "-" + code[10:15] + "-" + code[15:],
		"gift":                                           "matinee:gift:" + base64.RawURLEncoding.EncodeToString(random(400)),
		"card key":                                       "sk_live_" + base64.RawURLEncoding.EncodeToString(random(24)),
		"secret of card messages":                        "whsec_" + base64.RawURLEncoding.EncodeToString(random(24)),
		"macaroon":                                       hex.EncodeToString(random(120)),
		"preimage":                                       base64.StdEncoding.EncodeToString(random(32)),
		"signature of a token":                           base64.StdEncoding.EncodeToString(random(256)),
		"receipt, license":                               string(envelope),
		"private key":                                    "-----BEGIN PRIVATE KEY-----\n" + base64.StdEncoding.EncodeToString(random(60)) + "\n-----END PRIVATE KEY-----",
	}
}

// leaks reports whether a quarter of a secret, or ten characters, can be read.
func leaks(text, secret string) bool {
	secret = strings.TrimPrefix(secret, "MATINEE-ROOT-1")
	for _, mark := range []string{"matinee:gift:", "sk_live_", "whsec_", "-----BEGIN PRIVATE KEY-----"} {
		secret = strings.TrimPrefix(secret, mark)
	}
	for i := 0; i+10 <= len(secret); i++ {
		if piece := secret[i : i+10]; strings.Contains(text, piece) && !strings.Contains(`"signatures":[{"sig":"`, piece) &&
			!strings.Contains("-----END PRIVATE KEY-----", piece) {
			return true
		}
	}
	return false
}

// TestNoSecretPasses puts every kind of secret where it could be met: alone, in a
// sentence, an address, an error, JSON and the arguments of a crash.
func TestNoSecretPasses(t *testing.T) {
	r := New(home)
	for range 100 {
		for kind, secret := range secrets(t) {
			quoted, err := json.Marshal(map[string]string{"detail": secret})
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{
				secret,
				"order 7: " + secret + ", again",
				"(" + secret + ")",
				"Get \"http://127.0.0.1:40123/" + secret + "/0/film.mkv\": refused",
				"Post \"https://shop.example/v1/orders/" + secret + "\": EOF",
				"https://shop.example/pay?order=1&secret=" + url.QueryEscape(secret),
				"panic: " + fmt.Sprintf("%q", secret) + "\n\ngoroutine 1 [running]:",
				"panic: " + fmt.Sprintf("%v", struct{ A, B string }{"x", secret}),
				"secret=" + secret,
				string(quoted),
			} {
				if got := r.Text(text); leaks(got, secret) {
					t.Fatalf("%s in %q leaves %q", kind, text, got)
				}
			}
		}
	}
}

// TestWhatAPersonChose: passwords have no form of their own, so they are found by
// what stands before them.
func TestWhatAPersonChose(t *testing.T) {
	r := New(home)
	const chosen = "trombone"
	for _, text := range []string{
		"socks5://ana:" + chosen + "@proxy:1080",
		"postgres://store:tr@mb/" + chosen + "@db/books",
		"postgres://store:" + chosen + "@db/books",
		"passphrase=" + chosen, "passphrase: " + chosen, `"passphrase":"` + chosen + ` two"`, `{\"password\":\"` + chosen + `\"}`,
		"MATINEE_STORE_SECRET=" + chosen, "host=db password=" + chosen + " user=x", "pin=" + chosen,
		"http://tracker.example/announce?passkey=" + chosen, "Authorization: Bearer " + chosen, "Grpc-Metadata-macaroon: " + chosen,
	} {
		if got := r.Text(text); strings.Contains(got, chosen) {
			t.Errorf("%q leaves %q", text, got)
		}
	}
}

// TestWhatIsNoSecretStays: a log that hides everything helps nobody.
func TestWhatIsNoSecretStays(t *testing.T) {
	r := New(home)
	for _, text := range []string{
		"no progress with live peers: reconnecting",
		"open ~/Videos/Matinee/The Long Tide/The Long Tide.mkv: no space left on device",
		"matinee/app/owner.(*Owner).followSettings(0xc000123456, {0x7f2a10, 0xc0000b2000})",
		"github.com/anacrolix/torrent.(*Client).acceptConnections.func2.1()",
		"/usr/local/go/src/runtime/panic.go:787 +0x132",
		"dial tcp 192.0.2.7:42690: connect: connection refused",
		"panic: runtime error: invalid memory address or nil pointer dereference",
		"[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1234567]",
		"time=2026-11-28T22:30:40.123Z level=WARN msg=\"read the watch folder\"",
	} {
		if got := r.Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestHomeIsNotTold(t *testing.T) {
	r := New(home, `C:\Users\Ana`, "/")
	for in, want := range map[string]string{
		home + "/Videos":              "~/Videos",
		"in " + home + ": full":       "in ~: full",
		home:                          "~",
		home + "-other/x":             home + "-other/x",
		"\"" + home + "\"":            `"~"`,
		`C:\Users\Ana\Videos`:         `~\Videos`,
		"C:/Users/Ana/Videos":         "~/Videos",
		"/srv/media":                  "/srv/media",
		"a" + home + "b" + home + "/": "a" + home + "b~/",
	} {
		if got := r.Home(in); got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
	}
}

// TestTheHandlerLetsNothingThrough logs every kind in every place of a record.
func TestTheHandlerLetsNothingThrough(t *testing.T) {
	for range 30 {
		for kind, secret := range secrets(t) {
			var out bytes.Buffer
			log := slog.New(New(home).Handler(slog.NewTextHandler(&out, nil)))
			log.Info("a "+secret, "err", fmt.Errorf("ask: %w", errors.New(secret)), "command", []string{"loadfile", secret},
				slog.Group("g", "x", secret), "token", "short", "pin", 4711, "file", home+"/x.mkv")
			log.With("with", secret).WithGroup("deep").Info("m", "s", library.Secret(secret), "url", &url.URL{Scheme: "https", Host: "h", Path: "/" + secret})
			text := out.String()
			if leaks(text, secret) || strings.Contains(text, "short") || strings.Contains(text, "4711") || strings.Contains(text, home) {
				t.Fatalf("%s: %s", kind, text)
			}
			if !strings.Contains(text, "~/x.mkv") {
				t.Fatalf("the rest is lost: %s", text)
			}
		}
	}
}

// TestNamesAreCut: what is public stays recognizable, and only that.
func TestNamesAreCut(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(New().Handler(slog.NewTextHandler(&out, nil)))
	id := strings.Repeat("ab12", 10)
	log.Info("m", "bundle", library.BundleID(id), "order", id, "item", 3)
	if text := out.String(); !strings.Contains(text, "bundle=ab12ab12… ") || strings.Contains(text, id) || !strings.Contains(text, "item=3") {
		t.Error(text)
	}
}
