package release

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"aead.dev/minisign"
	"golang.org/x/mod/semver"

	"matinee/library"
)

// The bounds of the file and of its signature, in bytes.
const (
	maxDocument  = 4 << 10
	maxSignature = 1 << 10
)

// document is the file, as its signer writes it. What it holds besides is for later
// programs.
type document struct {
	Version   string         `json:"version"`
	Page      library.WebURL `json:"page"`
	Published time.Time      `json:"published"`
}

// read checks the signature of a file, and then what the file says.
func read(key minisign.PublicKey, raw, signature []byte) (library.Update, error) {
	if len(raw) > maxDocument || len(signature) > maxSignature {
		return library.Update{}, errors.New("the file of releases is too large")
	}
	if !minisign.Verify(key, raw, signature) {
		return library.Update{}, errors.New("the file of releases is not signed by the key that this program knows")
	}
	var d document
	if err := json.Unmarshal(raw, &d); err != nil {
		return library.Update{}, fmt.Errorf("read the file of releases: %w", err)
	}
	if len(d.Version) > 32 || !semver.IsValid("v"+d.Version) {
		return library.Update{}, fmt.Errorf("the file of releases names a version %.40q", d.Version)
	}
	if err := d.Page.Valid(); err != nil {
		return library.Update{}, fmt.Errorf("the page of the release %w", err)
	}
	return library.Update(d), nil
}

// newer reports whether version a comes after b, as semver.org has it.
func newer(a, b string) bool { return semver.Compare("v"+a, "v"+b) > 0 }
