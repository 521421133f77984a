package format

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"reflect"
	"time"

	"matinee/library"
)

// TokenKey is the key by which a store signs tokens for the views of one bundle in one
// week. It is signed, so that a store that shows different ones to different people can be
// told so: there is one for a bundle and a week.
type TokenKey struct {
	Store  library.Key   `json:"store"` // who signs it
	Bundle library.Token `json:"bundle"`
	From   time.Time     `json:"from"`   // of the week
	Until  time.Time     `json:"until"`  // tokens are issued until then
	Spends time.Time     `json:"spends"` // and taken until then
	Key    []byte        `json:"key" max:"600"`
	More   library.More  `json:"-"`
}

func (TokenKey) kind() kind { return kind{"token-key", MaxTokenKey} }

func (k TokenKey) signers() ([]library.Key, error) { return []library.Key{k.Store}, nil }

// The bounds of a token's key, in bits, and its exponent.
const (
	minTokenKey   = 2048
	maxTokenKey   = 4096
	tokenExponent = 65537
	week          = 7 * 24 * time.Hour
)

func (k TokenKey) check() error {
	if k.Until.Sub(k.From) != week || k.From.Weekday() != time.Monday || !k.From.Equal(k.From.Truncate(24*time.Hour)) {
		return within(".from", fail(FaultField, "is not the Monday of a week of seven days"))
	}
	if k.Spends.Before(k.Until) {
		return within(".spends", fail(FaultField, "is before until"))
	}
	if k.Public() == nil {
		return within(".key", fail(FaultField, "is no RSA key of 2048 to 4096 bits"))
	}
	return nil
}

// Public is the key itself; nil when there is none.
func (k TokenKey) Public() *rsa.PublicKey {
	parsed, err := x509.ParsePKIXPublicKey(k.Key)
	public, ok := parsed.(*rsa.PublicKey)
	if err != nil || !ok || public.E != tokenExponent || public.N.BitLen() < minTokenKey || public.N.BitLen() > maxTokenKey {
		return nil
	}
	return public
}

// AdsToken is the right to tell of one view of a bundle, which nobody can connect with the
// licence that it was issued with (RFC 9474, RSABSSA-SHA384-PSS-Deterministic).
type AdsToken struct {
	Week      time.Time `json:"week"` // from, of the key
	Nonce     []byte    `json:"nonce" max:"32"`
	Signature []byte    `json:"signature" max:"512"` // over the nonce
}

// nonceSize is the size of a token's nonce in bytes.
const nonceSize = 32

// AdsReceipt tells a store that a spot was watched to its end. The token in it is all the
// proof there is, so it is not signed by anybody.
type AdsReceipt struct {
	Campaign library.Token `json:"campaign"`
	Spot     library.Token `json:"spot"`
	Bundle   library.Token `json:"bundle"`
	Day      time.Time     `json:"day"` // 0 h UTC
	Token    AdsToken      `json:"token"`
}

// Check reports what is wrong with the receipt's form.
func (r AdsReceipt) Check() error { return told(adsReceipt, r.check(newCodec())) }

const adsReceipt = "ads-receipt"

func (r AdsReceipt) check(c *codec) error {
	if err := c.validate(reflect.ValueOf(r), field{}); err != nil {
		return err
	}
	switch {
	case !r.Day.Equal(r.Day.Truncate(24 * time.Hour)):
		return within(".day", fail(FaultField, "is not the beginning of a day"))
	case len(r.Token.Nonce) != nonceSize:
		return within(".token.nonce", fail(FaultField, "has not 32 bytes"))
	case len(r.Token.Signature) < minTokenKey/8:
		return within(".token.signature", fail(FaultField, "is shorter than the smallest key's"))
	}
	return nil
}

// Bytes is the receipt as it travels.
func (r AdsReceipt) Bytes() ([]byte, error) {
	c := newCodec()
	if err := r.check(c); err != nil {
		return nil, told(adsReceipt, err)
	}
	var out bytes.Buffer
	err := c.encode(&out, reflect.ValueOf(r))
	return out.Bytes(), err
}

// ParseAdsReceipt reads a receipt. Fields that it does not know are refused: there is
// nothing else to be told.
func ParseAdsReceipt(data []byte) (AdsReceipt, error) {
	r, err := parseAdsReceipt(data)
	return r, told(adsReceipt, err)
}

func parseAdsReceipt(data []byte) (r AdsReceipt, err error) {
	if len(data) > MaxAdsReceipt {
		return r, fail(FaultSize, "%d bytes, at most %d", len(data), MaxAdsReceipt)
	}
	root, err := scan(data)
	if err != nil {
		return r, err
	}
	c := newCodec()
	if err := c.decode(root, reflect.ValueOf(&r).Elem()); err != nil {
		return AdsReceipt{}, err
	}
	if err := r.check(c); err != nil {
		return AdsReceipt{}, err
	}
	return r, nil
}
