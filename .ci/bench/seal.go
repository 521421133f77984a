//go:build ignore

// seal publishes one file, or only hashes it, for the measurements.
//
//	seal publish FILE DIR   makes a bundle of FILE, sealed for one edition, below DIR
//	seal hash FILE          SHA-1 and SHA-256 of FILE in one plain pass
package main

import (
	"context"
	"crypto/ed25519"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"time"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/publish"
)

func main() {
	log.SetFlags(0)
	err := errors.New("usage: seal publish FILE DIR | seal hash FILE")
	switch args := os.Args[1:]; {
	case len(args) == 3 && args[0] == "publish":
		err = build(args[1], args[2])
	case len(args) == 2 && args[0] == "hash":
		err = hash(args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
}

func hash(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	a, b := sha1.New(), sha256.New()
	if _, err := io.CopyBuffer(struct{ io.Writer }{io.MultiWriter(a, b)}, struct{ io.Reader }{f}, make([]byte, 256<<10)); err != nil {
		return err
	}
	fmt.Printf("%x %x\n", a.Sum(nil), b.Sum(nil))
	return nil
}

// nobody looks into no file: what is measured is the pass over the data.
type nobody struct{}

func (nobody) Probe(context.Context, string) (library.Facts, error) { return library.Facts{}, nil }
func (nobody) Measure(context.Context, string) (library.Measures, error) {
	return library.Measures{}, nil
}
func (nobody) Frame(context.Context, string, time.Duration, int) ([]byte, error) { return nil, nil }
func (nobody) Still(context.Context, string, int) ([]byte, error)                { return nil, nil }
func (nobody) MoveIndex(context.Context, string, string) error                   { return nil }

// signer is a channel made for the measurement.
type signer struct {
	author format.Author
	key    ed25519.PrivateKey
}

func (s signer) Author(issued time.Time) format.Author { s.author.Issued = issued; return s.author }
func (s signer) Key() ed25519.PrivateKey               { return s.key }

func newSigner() (signer, error) {
	_, root, err := ed25519.GenerateKey(nil)
	if err != nil {
		return signer{}, err
	}
	public := library.KeyOf(root.Public().(ed25519.PublicKey))
	c, err := format.Sign(format.Certificate{Root: public, Key: public, Serial: 1, Issued: time.Now().UTC().Truncate(time.Second)}, root)
	return signer{format.Author{Channel: public, Certificate: c.Envelope}, root}, err
}

func build(path, dir string) error {
	name := filepath.Base(path)
	all := []library.EditionID{"standard"}
	d := &library.Draft{
		Format: library.DraftFormat, ID: publish.NewToken(), Title: "Measured", Creators: []library.Maker{{Name: "Nobody"}},
		License: library.AllRightsReserved, Rights: "none", Fee: library.MaxFee,
		Editions: []library.DraftEdition{{
			ID: "standard", Name: "Standard", Splits: []library.Split{{Party: "Nobody", Weight: 1}},
			Offers: []library.Offer{{Kind: library.OfferPaid, Price: &library.Money{Currency: "EUR", Minor: 495}}},
		}},
		Items: []library.DraftItem{{File: name, Path: library.ItemPath(name), Role: library.RoleMain, Editions: all}},
	}
	keys, err := publish.NewKeys(d)
	if err != nil {
		return err
	}
	s, err := newSigner()
	if err != nil {
		return err
	}
	built, err := publish.Build(context.Background(), publish.Job{
		Draft: d, Folder: filepath.Dir(path), Target: filepath.Join(dir, "bundle"), Work: filepath.Join(dir, "work"), Keys: keys,
		Signer: s, Prober: nobody{}, Now: time.Now,
	}, nil)
	fmt.Println(built.Infohash)
	return err
}
