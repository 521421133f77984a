package control

import (
	"context"

	"matinee/library"
)

// Draft implements Studio.
func (c *Client) Draft(ctx context.Context, folder string) (d library.Draft, err error) {
	err = c.ask(ctx, "draft", draftArgs{Folder: folder}, &d)
	return d, err
}

// DraftOf implements Studio.
func (c *Client) DraftOf(ctx context.Context, name string) (d library.Draft, err error) {
	err = c.ask(ctx, "draft-of", draftArgs{Name: name}, &d)
	return d, err
}

// SaveDraft implements Studio.
func (c *Client) SaveDraft(ctx context.Context, folder string, d library.Draft) error {
	return c.ask(ctx, "draft-save", draftArgs{Folder: folder, Draft: d}, nil)
}

// CheckUp implements Studio.
func (c *Client) CheckUp(ctx context.Context, req PublishRequest, progress func(done, total int)) (out []library.Remark, err error) {
	err = c.follow(ctx, "check-up", req, &out, progress)
	return out, err
}

// Publish implements Studio.
func (c *Client) Publish(ctx context.Context, req PublishRequest, progress func(done, total int)) (p library.Production, err error) {
	err = c.follow(ctx, "publish", req, &p, progress)
	return p, err
}

// HoldPublishing implements Studio.
func (c *Client) HoldPublishing(ctx context.Context, id library.Token, hold bool) error {
	return c.ask(ctx, "publish-hold", holdArgs{id, hold}, nil)
}

// Productions implements Studio.
func (c *Client) Productions(ctx context.Context) (out []library.Production, err error) {
	err = c.ask(ctx, "productions", nil, &out)
	return out, err
}

// ReviseTerms implements Studio.
func (c *Client) ReviseTerms(ctx context.Context, name string, d library.Draft) (p library.Production, err error) {
	err = c.ask(ctx, "terms", draftArgs{Name: name, Draft: d}, &p)
	return p, err
}

// WithdrawBundle implements Studio.
func (c *Client) WithdrawBundle(ctx context.Context, name, why string) (p library.Production, err error) {
	err = c.ask(ctx, "withdraw", whyArgs{name, why}, &p)
	return p, err
}

// IssueLicence implements Studio.
func (c *Client) IssueLicence(ctx context.Context, req LicenceRequest) (raw []byte, err error) {
	err = c.ask(ctx, "licence", req, &raw)
	return raw, err
}

// IssueGifts implements Studio.
func (c *Client) IssueGifts(ctx context.Context, req LicenceRequest, count int) (texts []string, err error) {
	err = c.ask(ctx, "gifts", giftArgs{req, count}, &texts)
	return texts, err
}

// OwnStore implements Studio.
func (c *Client) OwnStore(ctx context.Context) (k StoreKeys, err error) {
	err = c.ask(ctx, "own-store", nil, &k)
	return k, err
}

// CertifyStore implements Studio.
func (c *Client) CertifyStore(ctx context.Context, req CertifyRequest) (raw []byte, err error) {
	err = c.ask(ctx, "store-certify", req, &raw)
	return raw, err
}

// Consign implements Studio.
func (c *Client) Consign(ctx context.Context, req ConsignRequest) (raw [][]byte, err error) {
	err = c.ask(ctx, "consign", req, &raw)
	return raw, err
}

// NewDeal implements Studio.
func (c *Client) NewDeal(ctx context.Context, req DealRequest) (raw []byte, err error) {
	err = c.ask(ctx, "deal-new", req, &raw)
	return raw, err
}

// SignDeal implements Studio.
func (c *Client) SignDeal(ctx context.Context, req SignDealRequest) (raw []byte, err error) {
	err = c.ask(ctx, "deal-sign", req, &raw)
	return raw, err
}

// KeepDeal implements Studio.
func (c *Client) KeepDeal(ctx context.Context, deal, annex []byte) (d Deal, err error) {
	err = c.ask(ctx, "deal-keep", dealArgs{Deal: deal, Annex: annex}, &d)
	return d, err
}

// VerifyDeal implements Studio.
func (c *Client) VerifyDeal(ctx context.Context, id library.Token) (out Deal, err error) {
	err = c.ask(ctx, "deal-verify", dealArgs{ID: id}, &out)
	return out, err
}

// Deals implements Studio.
func (c *Client) Deals(ctx context.Context) (out []Deal, err error) {
	err = c.ask(ctx, "deals", nil, &out)
	return out, err
}

// ExportDeal implements Studio.
func (c *Client) ExportDeal(ctx context.Context, id library.Token, to string) error {
	return c.ask(ctx, "deal-export", dealArgs{ID: id, To: to}, nil)
}
