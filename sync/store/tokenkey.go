package store

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cloudflare/circl/blindsign/blindrsa"

	"matinee/library"
	"matinee/library/ads"
	"matinee/library/format"
)

// tokenVariant is the one of RFC 9474: what is signed is random already.
const tokenVariant = blindrsa.SHA384PSSDeterministic

// tokenBits is the size of a week's key. It is broken too late to be worth it.
const tokenBits = 2048

// tokenKey is the key of the views of one bundle in one week.
type tokenKey struct {
	week     time.Time
	public   []byte
	signer   blindrsa.Signer
	verifier blindrsa.Verifier
}

// tokenKeys are the keys that were used lately, so that they are parsed once.
type tokenKeys struct {
	mu   sync.Mutex
	held map[tokenName]*tokenKey
}

type tokenName struct {
	bundle library.Token
	week   int64
}

// maxTokenKeys bounds what is held in memory.
const maxTokenKeys = 4096

func (k *tokenKeys) get(n tokenName) *tokenKey {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.held[n]
}

func (k *tokenKeys) put(n tokenName, key *tokenKey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held == nil || len(k.held) >= maxTokenKeys {
		k.held = map[tokenName]*tokenKey{}
	}
	k.held[n] = key
}

// TokenKey is the key by which tokens for a bundle are issued this week, signed by the key
// that a channel has certified, or by the present one.
func (s *Store) TokenKey(ctx context.Context, bundle library.Token, by library.Key) ([]byte, error) {
	by, signing, err := s.signer(by)
	if err != nil {
		return nil, fmt.Errorf("find a key of tokens: %w", err)
	}
	key, err := s.keyFor(ctx, bundle)
	if err != nil {
		return nil, fmt.Errorf("find a key of tokens: %w", err)
	}
	signed, err := format.Sign(format.TokenKey{
		Store: by, Bundle: bundle, From: key.week, Until: key.week.Add(ads.Week), Spends: key.week.Add(ads.Spending), Key: key.public,
	}, signing)
	return signed.Bytes(), err
}

// keyFor is this week's key of a bundle, which is made when there is none.
func (s *Store) keyFor(ctx context.Context, bundle library.Token) (*tokenKey, error) {
	week := ads.WeekOf(s.now())
	key, err := s.keyOf(ctx, bundle, week)
	if library.CodeOf(err) != library.CodeNotFound {
		return key, err
	}
	var known int64
	if err := s.db.read().row(ctx, `SELECT count(*) FROM bundles b JOIN consignments k ON k.bundle = b.id AND k.withdrawn = 0 WHERE b.id = ?`, string(bundle)).Scan(&known); err != nil {
		return nil, err
	}
	if known == 0 {
		return nil, library.Errorf(library.CodeNotFound, "the bundle %s", bundle)
	}
	if err := s.makeKey(ctx, bundle, week); err != nil {
		return nil, err
	}
	return s.keyOf(ctx, bundle, week)
}

// keyOf is a key that was made.
func (s *Store) keyOf(ctx context.Context, bundle library.Token, week time.Time) (*tokenKey, error) {
	name := tokenName{bundle, week.Unix()}
	if held := s.tokens.get(name); held != nil {
		return held, nil
	}
	var secret string
	err := s.db.read().row(ctx, `SELECT secret FROM token_keys WHERE bundle = ? AND week = ?`, string(bundle), week.Unix()).Scan(&secret)
	if err != nil {
		return nil, notFound(err, "tokens of the bundle "+string(bundle)+" from "+week.Format(time.DateOnly))
	}
	raw, err := base64.StdEncoding.DecodeString(secret)
	if err != nil {
		return nil, errors.New("a key of tokens is damaged")
	}
	private, err := x509.ParsePKCS1PrivateKey(raw)
	if err != nil {
		return nil, errors.New("a key of tokens is damaged") // never what the parser says: it might repeat a secret
	}
	verifier, err := blindrsa.NewVerifier(tokenVariant, &private.PublicKey)
	if err != nil {
		return nil, err
	}
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("read a key of tokens: %w", err)
	}
	key := &tokenKey{week, public, blindrsa.NewSigner(private), verifier}
	s.tokens.put(name, key)
	return key, nil
}

// makeKey makes a week's key, unless another process was quicker. What nothing is taken of
// any more goes.
func (s *Store) makeKey(ctx context.Context, bundle library.Token, week time.Time) error {
	private, err := rsa.GenerateKey(rand.Reader, tokenBits)
	if err != nil {
		return fmt.Errorf("make a key of tokens: %w", err)
	}
	return s.db.change(ctx, func(tx tx) error {
		over := s.now().Add(-ads.Spending).Unix()
		for _, query := range []string{`DELETE FROM spent_tokens WHERE week <= ?`, `DELETE FROM token_keys WHERE week <= ?`} {
			if _, err := tx.exec(ctx, query, over); err != nil {
				return err
			}
		}
		_, err := tx.exec(ctx, `INSERT INTO token_keys (bundle, week, secret) VALUES (?, ?, ?) ON CONFLICT (bundle, week) DO NOTHING`,
			string(bundle), week.Unix(), base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(private)))
		return err
	})
}
