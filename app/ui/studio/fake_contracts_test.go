package studio

import (
	"context"
	"fmt"
	"strings"
	"time"

	"matinee/library"
)

func (h *house) Withdraw(_ context.Context, id library.Token, why string) (p library.Production, err error) {
	err = h.do(func() {
		for i := range h.prods {
			if h.prods[i].ID == id {
				h.prods[i].State, h.prods[i].Withdrawn, h.prods[i].Why = library.ProductionWithdrawn, time.Now(), why
				p = h.prods[i]
			}
		}
	})
	return p, err
}

func (h *house) Licence(_ context.Context, l Licence) (document []byte, err error) {
	err = h.do(func() { h.issued, document = append(h.issued, l), []byte("a licence") })
	return document, err
}

func (h *house) Gifts(_ context.Context, l Licence, count int) (codes []string, err error) {
	err = h.do(func() { h.issued = append(h.issued, l) })
	for range count {
		codes = append(codes, "matinee:gift:x")
	}
	return codes, err
}

func (h *house) CodeSheet(_ context.Context, s library.CodeSheet) (page []byte, err error) {
	err = h.do(func() { page = []byte(s.Title + "; " + s.Note + "; " + strings.Join(s.Codes, ", ")) })
	return page, err
}

func (h *house) Deals(context.Context) (list []Deal, err error) {
	err = h.do(func() { list = append(list, h.contracts...) })
	return list, err
}

func (h *house) NewDeal(_ context.Context, d Deal) (document []byte, err error) {
	err = h.do(func() { h.proposed, document = d, []byte("a deal") })
	return document, err
}

func (h *house) SignDeal(_ context.Context, file string, _ library.Key, asStore bool) (document []byte, err error) {
	err = h.do(func() { document = []byte(fmt.Sprint(file, asStore)) })
	return document, err
}

func (h *house) KeepDeal(context.Context, string, string) (d Deal, err error) {
	err = h.do(func() {
		d = h.proposed
		d.ID = "00000000000000000000000000000009"
		h.contracts = append(h.contracts, d)
	})
	return d, err
}

func (h *house) ExportDeal(_ context.Context, _ library.Token, folder string) error {
	return h.do(func() { h.exported = folder })
}

func (h *house) KeepAnnex(_ context.Context, _ library.Token, file string) error {
	return h.do(func() { h.annexes, h.contracts[0].Here = append(h.annexes, file), true })
}

func (h *house) VerifyDeal(context.Context, library.Token) error {
	return h.do(func() { h.verified++ })
}

// asked notes what was asked of the only channel, and returns it as it is then.
func (h *house) asked(change func(*Channel), what ...any) (c Channel, err error) {
	err = h.do(func() {
		h.keys = append(h.keys, strings.TrimSpace(fmt.Sprintln(what...)))
		change(&h.channels[0])
		c = h.channels[0]
	})
	return c, err
}

func (h *house) Describe(_ context.Context, _ library.Key, p Profile) (Channel, error) {
	return h.asked(func(c *Channel) { c.Name, c.Profile = p.Name, p }, "describe", p.Name, p.Languages)
}

func (h *house) Adopt(context.Context, library.Key) (Channel, error) {
	return h.asked(func(c *Channel) { c.Announced.State = library.AnnouncementReached }, "adopt")
}

func (h *house) RootKey(_ context.Context, _ library.Key, passphrase string) (string, error) {
	_, err := h.asked(func(*Channel) {}, "root", passphrase)
	return "MATINEE-ROOT-1 ABCD", err
}

func (h *house) SaveRoot(_ context.Context, _ library.Key, folder string) (string, error) {
	_, err := h.asked(func(*Channel) {}, "save", folder)
	return folder + "/Ann root.age", err
}

func (h *house) Rotate(_ context.Context, _ library.Key, r Rotation) (Channel, error) {
	return h.asked(func(c *Channel) { c.Link = "magnet:?xs=urn:btpk:new" }, "rotate", r.Secret, r.Stolen.Format(time.DateOnly), r.Why)
}

func (h *house) Move(_ context.Context, _ library.Key, secret, link string) (Channel, error) {
	return h.asked(func(*Channel) {}, "move", secret, link)
}

func (h *house) Recover(_ context.Context, l Lost) (Channel, error) {
	return h.asked(func(*Channel) {}, "recover", l.Link, l.RootKey, l.Passphrase)
}

func (h *house) Certify(_ context.Context, _ library.Key, s Store) ([]byte, Channel, error) {
	c, err := h.asked(func(c *Channel) { c.Stores = append(c.Stores, s) }, "certify", s.Name, s.URL)
	return []byte("a certificate"), c, err
}

func (h *house) DropStore(_ context.Context, _, store library.Key) (Channel, error) {
	return h.asked(func(c *Channel) { c.Stores = nil }, "drop", store[:4])
}

func (h *house) Consign(_ context.Context, _ library.Token, edition library.EditionID, store library.Key) (bool, []byte, error) {
	_, err := h.asked(func(*Channel) { h.consigned = append(h.consigned, Consigned{edition, store, time.Now()}) }, "consign", edition, store[:4])
	return h.answers.Load(), []byte("a consignment"), err
}

func (h *house) TakeBack(_ context.Context, _ library.Token, edition library.EditionID, store library.Key) (bool, [][]byte, error) {
	_, err := h.asked(func(*Channel) { h.consigned = nil }, "back", edition, store[:4])
	if err == nil && h.silent.Swap(false) {
		err = &library.Error{Code: library.CodeStoreGone}
	}
	return h.answers.Load(), [][]byte{[]byte("a withdrawal")}, err
}

func (h *house) Consignments(context.Context, library.Token) (list []Consigned, err error) {
	err = h.do(func() { list = append(list, h.consigned...) })
	return list, err
}

func (h *house) StoreKey(context.Context) (library.Key, error) { return root, nil }
