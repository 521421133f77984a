package seal_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/cryptotest"

	"matinee/library"
	"matinee/library/seal"
)

// update makes the tests write their vectors anew, from a fixed seed.
var update = flag.Bool("update", false, "write the test vectors anew")

// vectors is where those of the two editions lie: items of an edition "standard"
// and of a wider one, "extras", that holds all of it and more.
const vectors = "testdata/editions"

func vector(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(vectors, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func writeVectors(t *testing.T) {
	t.Helper()
	cryptotest.SetGlobalRandom(t, 1)
	standard, extras := newPair(t), newPair(t)
	film := []byte("The film, which both editions hold.\n")
	making := []byte("How it was made, which only the wider edition holds.\n")
	for name, content := range map[string][]byte{
		"standard.key":   []byte("# public key: " + string(standard.recipient) + "\n" + standard.identity.Reveal() + "\n"),
		"extras.key":     []byte("# public key: " + string(extras.recipient) + "\n" + extras.identity.Reveal() + "\n"),
		"film.txt":       film,
		"film.txt.age":   sealed(t, film, standard.recipient, extras.recipient),
		"making.txt":     making,
		"making.txt.age": sealed(t, making, extras.recipient),
	} {
		if err := os.MkdirAll(vectors, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(vectors, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// key reads a key file of age's.
func key(t *testing.T, name string) library.Identity {
	t.Helper()
	for line := range strings.Lines(string(vector(t, name))) {
		if !strings.HasPrefix(line, "#") {
			return library.Identity(strings.TrimSpace(line))
		}
	}
	t.Fatalf("%s holds no key", name)
	return ""
}

// TestNarrowerEdition: the key of the narrower edition opens what is in it, and
// nothing that only the wider one has.
func TestNarrowerEdition(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	for _, c := range []struct {
		key, item string
		opens     bool
	}{
		{"standard.key", "film.txt", true},
		{"standard.key", "making.txt", false},
		{"extras.key", "film.txt", true},
		{"extras.key", "making.txt", true},
	} {
		var out bytes.Buffer
		_, err := seal.Unseal(t.Context(), &out, bytes.NewReader(vector(t, c.item+".age")), key(t, c.key))
		switch {
		case c.opens && (err != nil || !bytes.Equal(out.Bytes(), vector(t, c.item))):
			t.Errorf("%s does not open %s: %v", c.key, c.item, err)
		case !c.opens && (library.CodeOf(err) != library.CodeWrongKey || out.Len() > 0):
			t.Errorf("%s opens %s: %v", c.key, c.item, err)
		}
	}
}
