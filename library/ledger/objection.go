package ledger

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"matinee/library"
)

// Objectable is how long after its day a view may be objected to: so long what it brought is
// held.
const Objectable = 30 * day

// Objection is a sponsor's word against views of some days.
type Objection struct {
	Sponsor string    `json:"sponsor"`
	From    time.Time `json:"from"`  // the first day of the views, at 0 h UTC
	Until   time.Time `json:"until"` // the last one
	Views   int64     `json:"views"` // under the entry's terms; 0 where these only bear what was rounded
	Reason  string    `json:"reason"`
}

// maxReason bounds an objection's words, in bytes.
const maxReason = 300

// Check reports what is wrong with an objection by itself.
func (o Objection) Check() error {
	midnight := func(t time.Time) bool { return t.Equal(t.UTC().Truncate(day)) }
	said := func(text string, most int) bool {
		return text != "" && len(text) <= most && strings.TrimSpace(text) == text && !strings.ContainsFunc(text, library.Hidden)
	}
	switch {
	case !said(o.Sponsor, library.MaxSponsorName):
		return errors.New("an objection without its sponsor")
	case !said(o.Reason, maxReason):
		return fmt.Errorf("an objection has a reason of up to %d bytes, on one line", maxReason)
	case !midnight(o.From) || !midnight(o.Until) || o.Until.Before(o.From):
		return errors.New("an objection is to views of whole days, the first one first")
	case o.Views < 0:
		return errors.New("an objection to less than no view")
	}
	return nil
}

// InTime reports whether an objection can be made at a time: not before its days, and not when
// what they brought may be paid out.
func (o Objection) InTime(at time.Time) bool {
	return !o.Until.After(at) && at.Before(o.From.Add(Objectable))
}

// validObjection reports what is wrong with an entry's objection.
func (e Entry) validObjection() error {
	if (e.Kind == Objected) != (e.Objection != nil) {
		return fmt.Errorf("%s has an objection, or none", e.Key)
	}
	if e.Objection == nil {
		return nil
	}
	if err := e.Objection.Check(); err != nil {
		return err
	}
	if !e.Objection.InTime(e.At) {
		return fmt.Errorf("%s is of %s, not within %d days of %s", e.Key, e.At.Format(time.DateOnly), Objectable/day, e.Objection.From.Format(time.DateOnly))
	}
	return nil
}

// Unview are the legs by which what a campaign owes for a bundle under some terms shrinks: what
// Views posted, the other way round.
func (r Rule) Unview(campaign string, before, due int64) ([]Leg, error) {
	if due < 0 || due >= before || before > library.MaxMinor {
		return nil, library.Errorf(library.CodeBadDocument, "an objection leaves %d of %d", due, before)
	}
	var l legs
	l.add(SponsorDue, campaign, due-before)
	r.divide(&l, due, before, 0)
	return l, nil
}

// screening is a campaign with a bundle.
type screening struct {
	campaign string
	bundle   library.Token
}

// share is what is owed of a screening under some terms.
type share struct {
	screening
	terms   library.Digest
	edition library.EditionID
}

func (e Entry) share() share {
	return share{screening{nameOf(e, SponsorDue), e.Bundle}, e.Terms, e.Edition}
}

// expectViews divides what views have grown by. What is owed under some terms is divided as a
// whole: else views of several terms would each round in somebody's favor.
func (b *Book) expectViews(e Entry) ([]Leg, func(), error) {
	rule, err := b.rule(e)
	if err != nil {
		return nil, nil, err
	}
	at := e.share()
	grown := e.Gross - b.ads[at.screening]
	if left := -b.Balance(Account{SponsorDue, at.campaign}, e.Money); grown > left {
		return nil, nil, fmt.Errorf("views for %d, of %d that the sponsor has left", grown, left)
	}
	want, err := rule.Views(at.campaign, b.shares[at], b.shares[at]+grown)
	return want, b.owe(at, grown), err
}

// expectObjection divides what an objection takes back, as it was divided when it came.
func (b *Book) expectObjection(e Entry) ([]Leg, func(), error) {
	rule, err := b.rule(e)
	if err != nil {
		return nil, nil, err
	}
	at := e.share()
	shrunk := b.ads[at.screening] - e.Gross
	if shrunk > b.shares[at] {
		return nil, nil, fmt.Errorf("an objection to %d, of %d that these terms brought", shrunk, b.shares[at])
	}
	want, err := rule.Unview(at.campaign, b.shares[at], b.shares[at]-shrunk)
	return want, b.owe(at, -shrunk), err
}

// owe notes that more is owed for a screening.
func (b *Book) owe(at share, more int64) func() {
	return func() {
		b.ads[at.screening] += more
		b.shares[at] += more
	}
}
