//go:build ignore

// shelf makes large libraries and asks them, for the measurements.
//
//	shelf fill DATA CACHE COUNT ITEMS [picture]  a data folder with COUNT bundles of ITEMS items each
//	shelf search DATA             times the search as one types; JSON on stdout
//
// The bundles are media of this machine's own, of the sort an import makes. With
// "picture", each has the three pictures that the screens ask for in CACHE.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/db"
)

func main() {
	log.SetFlags(0)
	err := errors.New("usage: shelf fill DATA CACHE COUNT ITEMS [picture] | shelf search DATA")
	ctx := context.Background()
	switch args := os.Args[1:]; {
	case len(args) >= 5 && args[0] == "fill":
		count, err1 := strconv.Atoi(args[3])
		items, err2 := strconv.Atoi(args[4])
		if err = errors.Join(err1, err2); err == nil {
			err = fill(ctx, args[1], args[2], count, items, len(args) > 5)
		}
	case len(args) == 2 && args[0] == "search":
		err = search(ctx, args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
}

// words are what titles are made of: several languages, accents, short and long.
func words() []string {
	return strings.Fields(`night river été garden silence Überfahrt café winter island mirror signal voyage harbour
		letters shadow orange piano théâtre forest engine lantern paper summer border stone dance radio glass
		morning field ocean machine children north echo thunder velvet atlas bridge ember quiet story Größe señor
		clock market desert violin rooftop orchard tunnel comet library museum season winterreise ñandú`)
}

// version is the version of every picture.
const version = "bench"

// batch bounds how many bundles one transaction stores.
const batch = 500

func fill(ctx context.Context, data, cache string, count, items int, pictures bool) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	d, err := db.Open(ctx, filepath.Join(data, "library.db"))
	if err != nil {
		return err
	}
	defer d.Close()
	random := rand.New(rand.NewPCG(1, 2))
	begin := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	for from := 0; from < count; from += batch {
		var some []library.Bundle
		for n := from; n < min(from+batch, count); n++ {
			some = append(some, bundle(random, n, items, data, begin.Add(time.Duration(n)*time.Hour)))
		}
		if err := d.SaveBundles(ctx, some); err != nil {
			return err
		}
	}
	if !pictures {
		return nil
	}
	return paint(ctx, d, cache, count)
}

func id(n int) library.BundleID { return library.BundleID(fmt.Sprintf("%02x%038x", n%256, n+1)) }

// bundle is film number n, or with more items a series.
func bundle(random *rand.Rand, n, items int, data string, added time.Time) library.Bundle {
	all := words()
	var title []string
	for range 2 + random.IntN(3) {
		title = append(title, all[random.IntN(len(all))])
	}
	b := library.Bundle{
		ID: id(n), Title: fmt.Sprintf("%s %d", strings.Join(title, " "), n), Local: true,
		Folder: filepath.Join(data, "media"), Added: added, Finished: added, PieceLength: 1 << 18, Queue: n,
	}
	for i := range items {
		b.Items = append(b.Items, library.Item{
			Index: i, Path: fmt.Sprintf("%d/%s %s %d.mkv", n, all[random.IntN(len(all))], all[random.IntN(len(all))], i),
			Length: 1 << 30, Duration: 90 * time.Minute,
		})
		b.Length += 1 << 30
	}
	return b
}

// paint gives every bundle its pictures: one of a few, which are the same file on
// disk but decoded each for itself.
func paint(ctx context.Context, d *db.DB, cache string, count int) error {
	shapes := []library.Shape{library.ShapeCard, library.ShapePoster, library.ShapeHero}
	kinds := map[library.Shape][]string{}
	for _, shape := range shapes {
		for k := range 24 {
			path := filepath.Join(cache, fmt.Sprintf("%s-%d.jpg", shape, k))
			if err := draw(path, shape, k); err != nil {
				return err
			}
			kinds[shape] = append(kinds[shape], path)
		}
	}
	for n := range count {
		_, err := d.Describe(ctx, id(n), func(about *library.Description) {
			about.Artwork, about.Year, about.Creators = version, 1960+n%60, "Somebody "+strconv.Itoa(n%97)
		})
		if err != nil {
			return err
		}
		folder := filepath.Join(cache, "art", string(id(n)[:2]))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		for _, shape := range shapes {
			to := filepath.Join(folder, string(id(n))+"-"+string(shape)+"-"+version+".jpg")
			if err := os.Link(kinds[shape][n%24], to); err != nil {
				return err
			}
		}
	}
	return nil
}

// draw makes a picture that is strong in colour, so that a look at the screen
// tells it from the window, and that costs what a photograph costs to decode.
func draw(path string, shape library.Shape, kind int) error {
	width, height := shape.Size()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	random := rand.New(rand.NewPCG(uint64(kind), 7))
	r, g := 60+8*kind, 250-9*kind
	for y := range height {
		for x := range width {
			noise := random.IntN(24)
			img.SetRGBA(x, y, color.RGBA{uint8(min(r+noise, 255)), uint8(max(g-y*100/height-noise, 0)), uint8(120 + x*100/width), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 88}); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o600)
}

// search types what people type, letter by letter, and times each answer.
func search(ctx context.Context, data string) error {
	d, err := db.Open(ctx, filepath.Join(data, "library.db"))
	if err != nil {
		return err
	}
	defer d.Close()
	var took []time.Duration
	var found int
	for range 5 {
		for _, word := range words() {
			letters := []rune(word + " s")
			for n := 1; n <= len(letters); n++ {
				began := time.Now()
				hits, err := d.Search(ctx, string(letters[:n]), db.Sight{}, 50)
				if err != nil {
					return err
				}
				took = append(took, time.Since(began))
				found += len(hits)
			}
		}
	}
	slices.Sort(took)
	at := func(part float64) float64 { return took[int(float64(len(took)-1)*part)].Seconds() * 1000 }
	return json.NewEncoder(os.Stdout).Encode(map[string]float64{
		"searches": float64(len(took)), "found": float64(found), "p50_ms": at(0.5), "p99_ms": at(0.99), "worst_ms": at(1),
	})
}
