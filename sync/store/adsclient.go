package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"matinee/library"
	"matinee/library/format"
)

// Reel asks for the store's reel. It is verified, and the store's own; whether it is newer
// than one that is held remains to be seen.
func (c Client) Reel(ctx context.Context, store library.Key) (reel format.Signed[format.Reel], err error) {
	data, err := c.fetch(ctx, "/v1/ads/reel?store="+url.QueryEscape(string(store)), format.MaxReel)
	if err == nil {
		reel, err = format.Read[format.Reel](data)
	}
	if err == nil && reel.Doc.Store != store {
		err = library.Errorf(library.CodeBadSignature, "the reel is another store's")
	}
	return reel, err
}

// Spot fetches the file of a spot. What comes is read by whoever checks its sum.
func (c Client) Spot(ctx context.Context, sum library.Sum) (io.ReadCloser, error) {
	answer, err := c.get(ctx, "/v1/ads/spots/"+url.PathEscape(string(sum.SHA256)))
	if err != nil {
		return nil, err
	}
	return answer.Body, nil
}

// TokenKey asks for this week's key of a bundle's tokens.
func (c Client) TokenKey(ctx context.Context, store library.Key, bundle library.Token) (key format.Signed[format.TokenKey], err error) {
	data, err := c.fetch(ctx, "/v1/ads/keys/"+url.PathEscape(string(bundle))+"?store="+url.QueryEscape(string(store)), format.MaxTokenKey)
	if err == nil {
		key, err = format.Read[format.TokenKey](data)
	}
	if err == nil && (key.Doc.Store != store || key.Doc.Bundle != bundle) {
		err = library.Errorf(library.CodeBadSignature, "the key is another store's, or of another bundle")
	}
	return key, err
}

// AdsGrant is an ads licence, and the tokens by which its views are told.
type AdsGrant struct {
	Licence []byte
	Tokens  []format.AdsToken
}

// LicenseAds asks for an ads licence and for so many tokens. What comes back is less than
// that where the store's caps say so. The store sees no token before it is spent.
func (c Client) LicenseAds(ctx context.Context, key format.TokenKey, edition library.EditionID, device library.Recipient, tokens int) (out AdsGrant, err error) {
	blind, err := blindrsa.NewClient(tokenVariant, key.Public())
	if err != nil {
		return out, fmt.Errorf("blind tokens: %w", err)
	}
	ask := AdsAsk{Bundle: key.Bundle, Edition: edition, Device: device, Week: key.From}
	nonces, states := make([][]byte, tokens), make([]blindrsa.State, tokens)
	for i := range nonces {
		nonces[i] = drawNonce()
		blinded, state, err := blind.Blind(rand.Reader, nonces[i])
		if err != nil {
			return out, fmt.Errorf("blind tokens: %w", err)
		}
		states[i] = state
		ask.Blinded = append(ask.Blinded, blinded)
	}
	var answer AdsLicensed
	if err := c.callOnce(ctx, "/v1/ads/licence", ask, &answer); err != nil {
		return out, err
	}
	if len(answer.Signatures) > tokens {
		return out, library.Errorf(library.CodeStoreGone, "it answers with more than was asked for")
	}
	out.Licence = []byte(answer.Licence)
	for i, signature := range answer.Signatures {
		whole, err := blind.Finalize(states[i], signature) // which verifies it
		if err != nil {
			return out, library.Errorf(library.CodeBadSignature, "the store signed a token with another key")
		}
		out.Tokens = append(out.Tokens, format.AdsToken{Week: key.From, Nonce: nonces[i], Signature: whole})
	}
	return out, nil
}

// drawNonce draws what a token is.
func drawNonce() []byte {
	const size = 32
	nonce := make([]byte, size)
	_, _ = rand.Read(nonce) // it never fails
	return nonce
}

// Viewed tells of one view. It reports whether the view counts.
func (c Client) Viewed(ctx context.Context, r format.AdsReceipt) (bool, error) {
	data, err := r.Bytes()
	if err != nil {
		return false, err
	}
	var out adsCounted
	err = c.call(ctx, http.MethodPost, "/v1/ads/receipts", "", json.RawMessage(data), &out)
	return out.Counts, err
}

// Sponsors tells a store whose advertisements a channel wants.
func (c Client) Sponsors(ctx context.Context, document []byte) error {
	return c.call(ctx, http.MethodPost, "/v1/ads/sponsors", "", json.RawMessage(document), nil)
}

// fetch gets what is at a path, up to a bound.
func (c Client) fetch(ctx context.Context, path string, most int64) ([]byte, error) {
	answer, err := c.get(ctx, path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, fmt.Errorf("ask the store: %w", gone(ctx, err))
	}
	return data, nil
}

// get makes a request for what is not an answer of the protocol's own. The body is there
// only without an error.
func (c Client) get(ctx context.Context, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(string(c.URL), "/")+path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("ask the store: %w", err)
	}
	answer, err := c.HTTP.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the store: %w", gone(ctx, err))
	}
	if answer.StatusCode == http.StatusOK {
		return answer, nil
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, fmt.Errorf("ask the store: %w", gone(ctx, err))
	}
	return nil, fmt.Errorf("ask the store: %w", refusal(answer.StatusCode, data))
}
