package control

import (
	"context"
	"io"
	"time"

	"matinee/library"
)

// Studio is what a creator can ask of the owner. A production is named by its number,
// its infohash, at least four digits of one, or its title.
type Studio interface {
	// Draft returns the draft kept in a folder, or suggests one.
	Draft(ctx context.Context, folder string) (library.Draft, error)
	// DraftOf returns the draft that a production has its terms from.
	DraftOf(ctx context.Context, name string) (library.Draft, error)
	// SaveDraft keeps a draft in the folder of its work.
	SaveDraft(ctx context.Context, folder string, d library.Draft) error
	// CheckUp looks over a folder's draft and its files; progress counts items.
	CheckUp(ctx context.Context, req PublishRequest, progress func(done, total int)) ([]library.Remark, error)
	// Publish makes the bundle of a folder's draft, seeds it and has its channel list
	// it; progress counts bytes. What is cut off goes on with the next call.
	Publish(ctx context.Context, req PublishRequest, progress func(done, total int)) (library.Production, error)
	// HoldPublishing has what is made right now wait, or go on.
	HoldPublishing(ctx context.Context, id library.Token, hold bool) error
	// Productions returns one's own bundles.
	Productions(ctx context.Context) ([]library.Production, error)
	// ReviseTerms gives a published bundle the terms of a draft's editions.
	ReviseTerms(ctx context.Context, name string, d library.Draft) (library.Production, error)
	// WithdrawBundle takes a bundle out of its channel; who has it keeps it.
	WithdrawBundle(ctx context.Context, name, why string) (library.Production, error)

	// IssueLicence makes a licence with one's own key and returns the document.
	IssueLicence(ctx context.Context, req LicenceRequest) ([]byte, error)
	// IssueGifts makes licences for whoever brings them; each is one text. Device is not used.
	IssueGifts(ctx context.Context, req LicenceRequest, count int) ([]string, error)
	// OwnStore tells the public keys of the store that one runs by hand.
	OwnStore(ctx context.Context) (StoreKeys, error)
	// CertifyStore lets a store sell a channel's bundles and returns the document.
	CertifyStore(ctx context.Context, req CertifyRequest) ([]byte, error)
	// Consign hands an edition to a store, or takes it back, and returns the documents
	// that are sent to it.
	Consign(ctx context.Context, req ConsignRequest) ([][]byte, error)

	Accounts
	Sponsoring

	// NewDeal signs a deal as the studio; SignDeal adds a signature to one.
	NewDeal(ctx context.Context, req DealRequest) ([]byte, error)
	SignDeal(ctx context.Context, req SignDealRequest) ([]byte, error)
	// KeepDeal verifies a deal that all have signed, and keeps it.
	KeepDeal(ctx context.Context, deal, annex []byte) (Deal, error)
	// VerifyDeal verifies a deal that is kept here anew, and its annex if that is here.
	VerifyDeal(ctx context.Context, id library.Token) (Deal, error)
	// Deals returns those that are kept here.
	Deals(ctx context.Context) ([]Deal, error)
	// ExportDeal writes a deal and its annex into a folder.
	ExportDeal(ctx context.Context, id library.Token, to string) error
}

// PublishRequest says which folder's draft is meant, and for which channel.
type PublishRequest struct {
	Folder  string `json:"folder"`
	Channel string `json:"channel,omitempty"` // its name or root; "" for the only one
}

// LicenceRequest says whom a licence is for, and what it allows.
type LicenceRequest struct {
	Name    string              `json:"name"`
	Edition library.EditionID   `json:"edition,omitempty"` // "" for the only one
	Device  library.Recipient   `json:"device"`
	Kind    library.LicenceKind `json:"kind"`
	Early   bool                `json:"early,omitempty"` // for the press, before the premiere
	Expires time.Time           `json:"expires,omitzero"`
	Permits []library.Permit    `json:"permits,omitempty"`
}

// giftArgs say which gifts are made, and how many.
type giftArgs struct {
	LicenceRequest
	Count int `json:"count"`
}

// StoreKeys are a store's public keys.
type StoreKeys struct {
	Key       library.Key       `json:"key"`
	Recipient library.Recipient `json:"recipient"`
}

// CertifyRequest says which store may sell, and how long.
type CertifyRequest struct {
	StoreKeys
	Channel string         `json:"channel,omitempty"`
	Name    string         `json:"name,omitempty"`
	URL     library.WebURL `json:"url,omitempty"`
	Until   time.Time      `json:"until"`
	// Unlisted keeps the channel out of the store's list of what it sells.
	Unlisted bool `json:"unlisted,omitempty"`
}

// ConsignRequest says which edition goes to which store. Back takes it back.
type ConsignRequest struct {
	Name    string            `json:"name"`
	Edition library.EditionID `json:"edition"`
	Store   []byte            `json:"store"` // its certificate
	Back    bool              `json:"back,omitempty"`
}

// DealRequest is what a studio and stores agreed on.
type DealRequest struct {
	Channel     string           `json:"channel,omitempty"`
	Name        string           `json:"name"`
	Studio      string           `json:"studio"`
	Stores      []DealStore      `json:"stores"`
	From        time.Time        `json:"from"`
	Until       time.Time        `json:"until"`
	Shortest    library.Interval `json:"shortestWindow"`
	Longest     library.Interval `json:"longestWindow"`
	Share       int64            `json:"creatorShare"` // basis points
	Productions []DealProduction `json:"productions"`
	Annex       []byte           `json:"annex,omitempty"`
}

// DealStore is a store in a deal.
type DealStore struct {
	Name string         `json:"name"`
	Key  library.Key    `json:"key"`
	URL  library.WebURL `json:"url,omitempty"`
}

// DealProduction is one of the works that a deal is about.
type DealProduction struct {
	Name   string        `json:"name"`
	Bundle library.Token `json:"bundle,omitempty"`
}

// SignDealRequest adds a signature: of a channel, or of the store run by hand.
type SignDealRequest struct {
	Deal    []byte `json:"deal"`
	Channel string `json:"channel,omitempty"`
	AsStore bool   `json:"as_store,omitempty"`
}

// Deal is a deal as commands show it.
type Deal struct {
	DealRequest
	ID    library.Token  `json:"id"`
	Whole bool           `json:"whole"` // everybody has signed
	Hash  library.Digest `json:"annex_hash,omitempty"`
	Here  bool           `json:"annex_here"` // its annex is kept here
}

// The arguments of the studio's commands that have no request type.
type (
	draftArgs struct {
		Folder string        `json:"folder,omitempty"`
		Name   string        `json:"name,omitempty"`
		Draft  library.Draft `json:"draft"`
	}
	whyArgs struct {
		Name string `json:"name"`
		Why  string `json:"why,omitempty"`
	}
	holdArgs struct {
		ID   library.Token `json:"id"`
		Hold bool          `json:"hold"`
	}
	dealArgs struct {
		ID    library.Token `json:"id,omitempty"`
		Deal  []byte        `json:"deal,omitempty"`
		Annex []byte        `json:"annex,omitempty"`
		To    string        `json:"to,omitempty"`
	}
)

// doStudio carries out a command of the studio; false if it is none.
func (s *Server) doStudio(ctx context.Context, req request, conn io.Writer) (result any, known bool, err error) {
	known = true
	switch req.Do {
	case "draft":
		result, err = call(req, func(a draftArgs) (any, error) { return s.service.Draft(ctx, a.Folder) })
	case "draft-of":
		result, err = call(req, func(a draftArgs) (any, error) { return s.service.DraftOf(ctx, a.Name) })
	case "draft-save":
		result, err = call(req, func(a draftArgs) (any, error) { return nil, s.service.SaveDraft(ctx, a.Folder, a.Draft) })
	case "check-up":
		result, err = call(req, func(a PublishRequest) (any, error) {
			return reporting(ctx, conn, func(ctx context.Context, tell func(done, total int)) ([]library.Remark, error) {
				return s.service.CheckUp(ctx, a, tell)
			})
		})
	case "publish":
		result, err = call(req, func(a PublishRequest) (any, error) {
			return reporting(ctx, conn, func(ctx context.Context, tell func(done, total int)) (library.Production, error) {
				return s.service.Publish(ctx, a, tell)
			})
		})
	case "publish-hold":
		result, err = call(req, func(a holdArgs) (any, error) { return nil, s.service.HoldPublishing(ctx, a.ID, a.Hold) })
	case "productions":
		result, err = s.service.Productions(ctx)
	case "terms":
		result, err = call(req, func(a draftArgs) (any, error) { return s.service.ReviseTerms(ctx, a.Name, a.Draft) })
	case "withdraw":
		result, err = call(req, func(a whyArgs) (any, error) { return s.service.WithdrawBundle(ctx, a.Name, a.Why) })
	default:
		return s.doSales(ctx, req)
	}
	return result, known, err
}

// doSales carries out a command about licences, stores and deals.
func (s *Server) doSales(ctx context.Context, req request) (result any, known bool, err error) {
	known = true
	switch req.Do {
	case "licence":
		result, err = call(req, func(a LicenceRequest) (any, error) { return s.service.IssueLicence(ctx, a) })
	case "gifts":
		result, err = call(req, func(a giftArgs) (any, error) { return s.service.IssueGifts(ctx, a.LicenceRequest, a.Count) })
	case "own-store":
		result, err = s.service.OwnStore(ctx)
	case "store-certify":
		result, err = call(req, func(a CertifyRequest) (any, error) { return s.service.CertifyStore(ctx, a) })
	case "consign":
		result, err = call(req, func(a ConsignRequest) (any, error) { return s.service.Consign(ctx, a) })
	case "accounts":
		result, err = call(req, func(a AccountsRequest) (any, error) { return s.service.Accounts(ctx, a) })
	case "sponsors":
		result, err = call(req, func(a SponsorsRequest) (any, error) { return s.service.Sponsors(ctx, a) })
	case "deal-new":
		result, err = call(req, func(a DealRequest) (any, error) { return s.service.NewDeal(ctx, a) })
	case "deal-sign":
		result, err = call(req, func(a SignDealRequest) (any, error) { return s.service.SignDeal(ctx, a) })
	case "deal-keep":
		result, err = call(req, func(a dealArgs) (any, error) { return s.service.KeepDeal(ctx, a.Deal, a.Annex) })
	case "deal-verify":
		result, err = call(req, func(a dealArgs) (any, error) { return s.service.VerifyDeal(ctx, a.ID) })
	case "deals":
		result, err = s.service.Deals(ctx)
	case "deal-export":
		result, err = call(req, func(a dealArgs) (any, error) { return nil, s.service.ExportDeal(ctx, a.ID, a.To) })
	default:
		known = false
	}
	return result, known, err
}
