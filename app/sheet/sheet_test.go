package sheet

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"matinee/library"
)

// TestASheetOfCodes has each code once, what it is for, and nothing that a title could bring in.
func TestASheetOfCodes(t *testing.T) {
	raw, err := Page(t.Context(), library.CodeSheet{Title: "Film <1>", How: "It works once, until 2026-12-24.", Note: "Merry & bright", Codes: []string{"AAAAA-BBBBB", "CCCCC-DDDDD"}})
	if err != nil {
		t.Fatal(err)
	}
	for want, times := range map[string]int{
		"<code>AAAAA-BBBBB</code>": 1, "<code>CCCCC-DDDDD</code>": 1, "<h1>Film &lt;1&gt;</h1>": 2, "until 2026-12-24": 2, "Merry &amp; bright": 2, "<1>": 0, "<img": 0, "script": 0,
	} {
		if got := bytes.Count(raw, []byte(want)); got != times {
			t.Errorf("%q is on it %d times, not %d", want, got, times)
		}
	}
}

// TestASheetOfLongCodes: a camera reads each from its picture; one that is too long for a
// picture is there as text.
func TestASheetOfLongCodes(t *testing.T) {
	codes := []string{"matinee:gift:" + strings.Repeat("aZ9_-", 300), "matinee:gift:" + strings.Repeat("b", 3000)}
	raw, err := Page(t.Context(), library.CodeSheet{Title: "Film", Codes: codes})
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range codes {
		if !bytes.Contains(raw, []byte("<code>"+code+"</code>")) {
			t.Errorf("a code of %d bytes is not on it", len(code))
		}
	}
	found := regexp.MustCompile(`src="data:image/png;base64,([^"]+)"`).FindAllSubmatch(raw, -1)
	if len(found) != 1 {
		t.Fatalf("%d pictures", len(found))
	}
	drawn, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(found[0][1]), "&#43;", "+"))
	if err != nil {
		t.Fatal(err)
	}
	var picture image.Image
	if picture, err = png.Decode(bytes.NewReader(drawn)); err != nil || picture.Bounds().Dx() < 900 {
		t.Fatalf("%v", err)
	}
	reader, err := exec.LookPath("zbarimg")
	if err != nil {
		return // what a code looks like is tested where it is drawn
	}
	file := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(file, drawn, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), reader, "--quiet", "--raw", file).Output(); err != nil || strings.TrimSpace(string(said)) != codes[0] {
		t.Errorf("a reader finds %.60q: %v", said, err)
	}
}

// TestASheetIsGivenUp when nobody waits for it: a thousand pictures take a while.
func TestASheetIsGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Page(ctx, library.CodeSheet{Codes: []string{"a"}}); err == nil {
		t.Error("it is made")
	}
}
