package publish

import (
	"context"
	"crypto/ed25519"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// Check is a draft that is to be looked over before it is published.
type Check struct {
	Draft  *library.Draft
	Folder string
	Signer Signer          // nil: a channel made up for the occasion, which no deal fits
	Deal   format.Envelope // the deal that the draft names; zero for none
	Prober Prober
	Now    func() time.Time
}

// What is usual, and so not worth a remark.
const (
	usualKeyFrames = 10 * time.Second
	usualPiece     = 2 * time.Second // of media in one piece
	usualBitrate   = 10.0            // Mbit/s: what a good home connection sends
	loudest        = -13.0           // LUFS
	quietest       = -25.0           // LUFS
	highestPeak    = -1.0            // dBTP (EBU R 128)
	usualSpread    = 3.0             // LU between items of one bundle
)

// CheckUp looks over a draft and its files. What it says of a file is measured: it
// reads every main item and extra whole, and tells how many are done. Remarks come
// in the order of the draft, those that block first. An error means that it could
// not look, not that something is wrong.
func CheckUp(ctx context.Context, c Check, progress func(done, total int)) ([]library.Remark, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	u := &checkUp{Check: c}
	u.texts()
	u.times()
	u.money()
	u.beside()
	if err := u.files(ctx, progress); err != nil {
		return nil, err
	}
	if err := u.trial(); err != nil {
		return nil, err
	}
	return u.sorted(), nil
}

type checkUp struct {
	Check
	remarks []library.Remark
	heard   []float64 // loudness of the items
}

func (u *checkUp) say(r library.Remark) { u.remarks = append(u.remarks, r) }

// sorted puts what blocks in front.
func (u *checkUp) sorted() []library.Remark {
	var first, rest []library.Remark
	for _, r := range u.remarks {
		if r.Blocks {
			first = append(first, r)
		} else {
			rest = append(rest, r)
		}
	}
	return append(first, rest...)
}

func (u *checkUp) blocked() bool {
	for _, r := range u.remarks {
		if r.Blocks {
			return true
		}
	}
	return false
}

func (u *checkUp) texts() {
	for code, text := range map[library.RemarkCode]string{library.RemarkNoTitle: u.Draft.Title, library.RemarkNoRights: u.Draft.Rights} {
		if strings.TrimSpace(text) == "" {
			u.say(library.Remark{Code: code, Blocks: true})
		}
	}
	if len(u.Draft.Creators) == 0 {
		u.say(library.Remark{Code: library.RemarkNoCreator, Blocks: true})
	}
	for _, i := range u.Draft.Items {
		if i.Role == library.RoleMain {
			return
		}
	}
	u.say(library.Remark{Code: library.RemarkNoMain, Blocks: true})
}

// times looks at the windows.
func (u *checkUp) times() {
	now := u.Now()
	for _, e := range u.Draft.Editions {
		if e.Window == nil {
			continue
		}
		w, err := e.Window.Window(now)
		switch {
		case err != nil:
			u.say(library.Remark{Code: library.RemarkWindow, Blocks: true, Edition: e.ID, Detail: err.Error()})
		case e.Window.From != "" && !w.From.After(now):
			u.say(library.Remark{Code: library.RemarkLate, Edition: e.ID, Detail: w.From.Format(time.RFC3339)})
		case e.Window.Twice():
			u.say(library.Remark{Code: library.RemarkTwice, Edition: e.ID, Detail: e.Window.From + " " + e.Window.Zone})
		}
		if err == nil && !e.Earns() && !w.Open() {
			u.say(library.Remark{Code: library.RemarkNoKey, Edition: e.ID})
		}
	}
}

// money compares prices with what a card payment costs, and with what is given away.
func (u *checkUp) money() {
	for _, e := range u.Draft.Editions {
		for _, o := range e.Offers {
			if o.Price == nil || o.Price.Minor == 0 || o.CardFee == library.BuyerBears {
				continue
			}
			if floor, known := cardFloor(o.Price.Currency, u.Draft.Fee); known && o.Price.Minor < floor {
				u.say(library.Remark{
					Code: library.RemarkCardFee, Edition: e.ID, Price: o.Price, Floor: &library.Money{Currency: o.Price.Currency, Minor: floor},
				})
			}
		}
		if e.Earns() && !u.sells(e.ID) {
			u.say(library.Remark{Code: library.RemarkNothing, Edition: e.ID})
		}
	}
}

// sells reports whether something of an edition is sealed.
func (u *checkUp) sells(id library.EditionID) bool {
	for _, i := range u.Draft.Items {
		for _, sealed := range u.Draft.SealedFor(i) {
			if sealed == id {
				return true
			}
		}
	}
	return false
}

// What a card payment is taken to cost: 2.9 % and 30 of the currency's hundredths,
// a usual tariff. Where a payment has another fixed part nothing is said.
const (
	cardPercent = 290 // basis points
	cardFixed   = 30  // minor units
)

// cardFloor is the least price whose fee of the store, in basis points, pays for a
// card payment; a fee that never does has a floor that no price reaches.
func cardFloor(c library.Currency, fee int64) (int64, bool) {
	if !strings.Contains(" EUR USD GBP CHF CAD AUD NZD ", " "+string(c)+" ") {
		return 0, false
	}
	if fee <= cardPercent {
		return library.MaxMinor, true
	}
	return (cardFixed*10_000 + fee - cardPercent - 1) / (fee - cardPercent), true
}

// beside looks for what goes with the items.
func (u *checkUp) beside() {
	poster := false
	captioned := map[library.ItemPath]bool{}
	for _, i := range u.Draft.Items {
		poster = poster || i.Role == library.RolePoster
		if i.Role == library.RoleCaption {
			captioned[i.For] = true
		}
	}
	if !poster {
		u.say(library.Remark{Code: library.RemarkPoster})
	}
	for _, i := range u.Draft.Items {
		if i.Role == library.RoleMain && library.KindOf(string(i.Path)) == library.Video && !captioned[i.Path] {
			u.say(library.Remark{Code: library.RemarkCaptions, Item: i.Path})
		}
	}
}

// files measures every item that is played.
func (u *checkUp) files(ctx context.Context, progress func(done, total int)) error {
	var total int64
	sizes := make([]int64, len(u.Draft.Items))
	for n, i := range u.Draft.Items {
		at, err := stampOf(filepath.Join(u.Folder, filepath.FromSlash(i.Source())))
		switch {
		case !filepath.IsLocal(filepath.FromSlash(i.Source())) || err != nil:
			u.say(library.Remark{Code: library.RemarkMissing, Blocks: true, Item: i.Path, Detail: i.Source()})
		case at.Size == 0:
			u.say(library.Remark{Code: library.RemarkEmpty, Blocks: true, Item: i.Path})
		default:
			sizes[n] = at.Size
			total += at.Size
		}
	}
	for n, i := range u.Draft.Items {
		progress(n, len(u.Draft.Items))
		if sizes[n] == 0 || i.Frame != "" || !library.KindOf(string(i.Path)).Playable() {
			continue
		}
		if err := u.file(ctx, i, pieceLength(total)); err != nil {
			return err
		}
	}
	progress(len(u.Draft.Items), len(u.Draft.Items))
	u.uneven()
	return nil
}

// file measures one item.
func (u *checkUp) file(ctx context.Context, i library.DraftItem, piece int64) error {
	path := filepath.Join(u.Folder, filepath.FromSlash(i.File))
	facts, err := u.Prober.Probe(ctx, path)
	var m library.Measures
	if err == nil {
		m, err = u.Prober.Measure(ctx, path)
	}
	switch {
	case ctx.Err() != nil || library.CodeOf(err) == library.CodeNoMediaTool:
		return errors.Join(ctx.Err(), err)
	case err != nil:
		u.say(library.Remark{Code: library.RemarkBroken, Blocks: true, Item: i.Path, Detail: library.Explain(err).Detail})
		return nil
	}
	if len(facts.Subtitles) > 0 {
		u.forget(library.RemarkCaptions, i.Path)
	}
	u.measured(i, m, piece)
	return nil
}

// forget takes a remark back.
func (u *checkUp) forget(code library.RemarkCode, item library.ItemPath) {
	kept := u.remarks[:0]
	for _, r := range u.remarks {
		if r.Code != code || r.Item != item {
			kept = append(kept, r)
		}
	}
	u.remarks = kept
}

// measured says what is unusual.
func (u *checkUp) measured(i library.DraftItem, m library.Measures, piece int64) {
	say := func(unusual bool, code library.RemarkCode, value, limit float64) {
		if unusual {
			u.say(library.Remark{Code: code, Item: i.Path, Value: math.Round(value*10) / 10, Limit: limit, Mends: code == library.RemarkIndex})
		}
	}
	say(m.IndexAtEnd && !i.Front, library.RemarkIndex, 0, 0)
	say(m.KeyFrames > usualKeyFrames, library.RemarkKeyFrames, m.KeyFrames.Seconds(), usualKeyFrames.Seconds())
	if m.Bitrate > 0 {
		held := float64(piece) * 8 / float64(m.Bitrate)
		say(held > usualPiece.Seconds(), library.RemarkPiece, held, usualPiece.Seconds())
		say(float64(m.Bitrate) > usualBitrate*1e6, library.RemarkBitrate, float64(m.Bitrate)/1e6, usualBitrate)
	}
	if !m.Heard {
		return
	}
	say(m.Loudness > loudest, library.RemarkLoud, m.Loudness, loudest)
	say(m.Loudness < quietest, library.RemarkQuiet, m.Loudness, quietest)
	say(m.Peak > highestPeak, library.RemarkClipping, m.Peak, highestPeak)
	if i.Role == library.RoleMain {
		u.heard = append(u.heard, m.Loudness)
	}
}

// uneven compares the items of one bundle.
func (u *checkUp) uneven() {
	if len(u.heard) < 2 {
		return
	}
	least, most := u.heard[0], u.heard[0]
	for _, l := range u.heard {
		least, most = min(least, l), max(most, l)
	}
	if most-least > usualSpread {
		u.say(library.Remark{Code: library.RemarkUneven, Value: math.Round((most-least)*10) / 10, Limit: usualSpread})
	}
}

// trial makes the documents, as publishing would, and tells what they do not allow.
// It is left out when something blocks already, which would only be said again.
func (u *checkUp) trial() error {
	if u.blocked() {
		return nil
	}
	keys, err := NewKeys(u.Draft)
	if err != nil {
		return err
	}
	job := Job{Draft: u.Draft, Folder: u.Folder, Keys: keys, Signer: u.Signer, Deal: u.Deal, Prober: u.Prober, Now: u.Now}
	if job.Signer == nil {
		if job.Signer, err = standIn(u.Now()); err != nil {
			return err
		}
	}
	b, err := begin(job, nil)
	if err != nil {
		u.say(library.Remark{Code: library.RemarkRefused, Blocks: true, Detail: library.Explain(err).Detail})
		return nil
	}
	return b.root.Close()
}

// made is a channel made up for a trial.
type made struct {
	author format.Author
	key    ed25519.PrivateKey
}

func (m made) Author(issued time.Time) format.Author { a := m.author; a.Issued = issued; return a }
func (m made) Key() ed25519.PrivateKey               { return m.key }

func standIn(now time.Time) (Signer, error) {
	_, root, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	c, err := format.Sign(format.Certificate{Root: keyOf(root), Key: keyOf(key), Serial: 1, Issued: now.UTC().Truncate(time.Second)}, root)
	return made{format.Author{Channel: keyOf(root), Certificate: c.Envelope}, key}, err
}
