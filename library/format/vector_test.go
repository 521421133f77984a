package format_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// update makes the tests write their vectors anew, from fixed seeds.
var update = flag.Bool("update", false, "write the test vectors anew")

// vector is one file below testdata: lines "name: value", then sections. It says
// what a reader makes of an envelope: "ok", or the fault. FORMATS.md describes
// the files.
type vector struct {
	comment, document, name, expect string
	fields                          map[string]string // now, root, device, store, sold, pad
	sections                        map[string]string // envelope, and what it is held against
}

func (v vector) path() string { return filepath.Join("testdata", v.document, v.name+".txt") }

// order is how fields and sections are written.
func order() (fields, sections []string) {
	return []string{"now", "root", "device", "store", "sold", "pad"}, []string{"payload", "envelope", "held", "manifest", "terms", "channel"}
}

func (v vector) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\ndocument: %s\nexpect: %s\n", v.comment, v.document, v.expect)
	fields, sections := order()
	for _, name := range fields {
		if value, has := v.fields[name]; has {
			fmt.Fprintf(&out, "%s: %s\n", name, value)
		}
	}
	for _, name := range sections {
		if text, has := v.sections[name]; has {
			fmt.Fprintf(&out, "-- %s --\n%s\n", name, text)
		}
	}
	return out.String()
}

// parseVector reads a file. A section ends before the line feed that precedes the
// next one, or the end.
func parseVector(t *testing.T, path string) vector {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v := vector{fields: map[string]string{}, sections: map[string]string{}}
	v.name = strings.TrimSuffix(filepath.Base(path), ".txt")
	head, rest, _ := strings.Cut("\n"+strings.TrimSuffix(string(raw), "\n"), "\n-- ")
	for line := range strings.Lines(head) {
		name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case strings.HasPrefix(line, "# "):
			v.comment = strings.TrimSuffix(line[2:], "\n")
		case found && name == "document":
			v.document = value
		case found && name == "expect":
			v.expect = value
		case found:
			v.fields[name] = value
		}
	}
	for _, part := range strings.Split(rest, "\n-- ") {
		name, text, _ := strings.Cut(part, " --\n")
		v.sections[name] = text
	}
	return v
}

// now is the time of the vector's reader.
func (v vector) now() time.Time { return at(cmp.Or(v.fields["now"], issued)) }

// envelope is what the reader gets.
func (v vector) envelope(t *testing.T) []byte {
	t.Helper()
	data := []byte(v.sections["envelope"])
	if pad := v.fields["pad"]; pad != "" {
		n, err := strconv.Atoi(pad)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, bytes.Repeat([]byte(" "), n-len(data))...)
	}
	return data
}

// section reads another document of the vector, which is right by itself.
func section[D format.Document](t *testing.T, v vector, name string) format.Signed[D] {
	t.Helper()
	doc, err := format.Read[D]([]byte(v.sections[name]))
	if err != nil {
		t.Fatalf("%s: section %s: %v", v.path(), name, err)
	}
	return doc
}

// judge does with the envelope what a reader does.
func (v vector) judge(t *testing.T) error {
	t.Helper()
	data := v.envelope(t)
	switch v.document {
	case "certificate":
		return v.judgeCertificate(t, data)
	case "channel":
		return v.judgeChannel(t, data)
	case "terms":
		return v.judgeTerms(t, data)
	case "licence":
		return v.judgeLicence(t, data)
	case "consignment":
		return v.judgeConsignment(t, data)
	case "release":
		return v.judgeRelease(t, data)
	case "books-request":
		return v.judgeBooksRequest(t, data)
	case "books-head":
		return v.judgeBooksHead(t, data)
	case "reel":
		return v.judgeReel(t, data)
	case "sponsors":
		return v.judgeSponsors(t, data)
	}
	_, err := readAny(v.document, data)
	return err
}

func (v vector) judgeCertificate(t *testing.T, data []byte) error {
	found, err := format.Read[format.Certificate](data)
	if err != nil {
		return err
	}
	held := format.Held{Root: library.Key(cmp.Or(v.fields["root"], string(found.Doc.Root)))}
	if v.sections["held"] != "" {
		if held, err = held.Certify(section[format.Certificate](t, v, "held"), v.now()); err != nil {
			t.Fatal(err)
		}
	}
	_, err = held.Certify(found, v.now())
	return err
}

func (v vector) judgeChannel(t *testing.T, data []byte) error {
	found, err := format.Read[format.Channel](data)
	if err != nil {
		return err
	}
	held := format.Held{Root: library.Key(cmp.Or(v.fields["root"], string(found.Doc.Channel)))}
	if v.sections["held"] != "" {
		// What was held was taken when it was new.
		first := section[format.Channel](t, v, "held")
		if held, err = held.Accept(first, first.Doc.Issued); err != nil {
			t.Fatal(err)
		}
	}
	next, err := held.Accept(found, v.now())
	taken := err == nil || errors.Is(err, format.FaultExpired) || errors.Is(err, format.FaultFork) && found.Doc.Seq > held.Seq
	if taken != (next.Digest == found.Digest()) {
		t.Errorf("%s: %v, and what is held then is seq %d", v.path(), err, next.Seq)
	}
	return err
}

func (v vector) judgeTerms(t *testing.T, data []byte) error {
	found, err := format.Read[format.Terms](data)
	if err == nil && v.sections["held"] != "" {
		err = found.Doc.Follows(section[format.Terms](t, v, "held").Doc, v.fields["sold"] == "yes")
	}
	if err == nil && v.sections["manifest"] != "" {
		err = found.Doc.Fits(section[format.Manifest](t, v, "manifest").Doc)
	}
	return err
}

func (v vector) judgeLicence(t *testing.T, data []byte) error {
	found, err := format.Read[format.Licence](data)
	if err != nil {
		return err
	}
	with := format.Import{Device: library.Recipient(v.fields["device"]), Now: v.now()}
	with.Manifest = section[format.Manifest](t, v, "manifest").Doc
	if v.sections["channel"] != "" {
		with.Revoked = section[format.Channel](t, v, "channel").Doc.Revoked
	}
	return found.Doc.Check(with)
}

func (v vector) judgeConsignment(t *testing.T, data []byte) error {
	found, err := format.Read[format.Consignment](data)
	if err == nil && v.sections["held"] != "" {
		err = found.Doc.Follows(section[format.Consignment](t, v, "held").Doc)
	}
	if err == nil && v.sections["manifest"] != "" {
		err = found.Doc.Fits(section[format.Manifest](t, v, "manifest").Doc, library.Recipient(v.fields["store"]))
	}
	return err
}

func (v vector) judgeRelease(t *testing.T, data []byte) error {
	found, err := format.Read[format.Release](data)
	if err == nil && v.sections["manifest"] != "" {
		err = found.Doc.Check(section[format.Manifest](t, v, "manifest").Doc, section[format.Terms](t, v, "terms").Doc, v.now())
	}
	return err
}

// TestVectors holds every file below testdata against what it expects. The files
// are also what this package makes of the fixture today: a format does not change
// by accident.
func TestVectors(t *testing.T) {
	made := map[string]vector{}
	for _, v := range newFixture(t).vectors(t) {
		if _, twice := made[v.path()]; twice {
			t.Fatalf("%s is made twice", v.path())
		}
		made[v.path()] = v
		if *update {
			writeVector(t, v)
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.txt"))
	if err != nil || len(files) != len(made) {
		t.Errorf("%d files, %d are made: %v", len(files), len(made), err)
	}
	for _, path := range files {
		v := parseVector(t, path)
		if made[path].String() != v.String() {
			t.Errorf("%s is not what is made today; if that is meant, run with -update", path)
		}
		v.checkPayload(t)
		err := v.judge(t)
		var fault format.Fault
		if got := "ok"; err != nil {
			if !errors.As(err, &fault) {
				t.Errorf("%s: an error without a fault: %v", path, err)
			}
			if got = string(fault); got != v.expect {
				t.Errorf("%s: %s (%v), want %s", path, got, err, v.expect)
			}
			if code := library.CodeOf(err); code == library.CodeInternal {
				t.Errorf("%s: no kind for people: %v", path, err)
			}
		} else if got != v.expect {
			t.Errorf("%s: is taken, want %s", path, v.expect)
		}
	}
}

// checkPayload: what is shown as the payload is what was signed.
func (v vector) checkPayload(t *testing.T) {
	t.Helper()
	var e struct{ Payload []byte }
	shown := v.sections["payload"]
	if shown == "" {
		return
	}
	if err := json.Unmarshal([]byte(v.sections["envelope"]), &e); err != nil || string(e.Payload) != shown {
		t.Errorf("%s: the payload that is shown is not the one in the envelope: %v", v.path(), err)
	}
}

func writeVector(t *testing.T, v vector) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(v.path()), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(v.path(), []byte(v.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
