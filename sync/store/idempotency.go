package store

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// keyHeader names a request, so that the same one sent again is answered as before
// (draft-ietf-httpapi-idempotency-key-header).
const keyHeader = "Idempotency-Key"

// The bounds of a key, and of what is kept of it.
const (
	maxRequestKey  = 128 // bytes
	requestKeyLife = 24 * time.Hour
	forgetEvery    = time.Minute
)

// once answers the same request under the same key with the same answer, and refuses
// another one. What was refused changed nothing, and is tried anew. late leaves it to the
// handler to reserve the key, in the transaction that it has anyway.
func (h handlers) once(next http.HandlerFunc, late bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		names := r.Header.Values(keyHeader)
		if len(names) == 0 {
			next(w, r)
			return
		}
		name, ok := requestKey(names)
		if !ok {
			h.write(w, http.StatusBadRequest, Problem{
				Title: "The Idempotency-Key cannot be read", Status: http.StatusBadRequest, Detail: fmt.Sprintf("it is one of 1 to %d letters, digits and signs, in quotes", maxRequestKey),
			})
			return
		}
		body, ok := h.body(w, r, maxBody)
		if !ok {
			return
		}
		named := &namedRequest{name: r.Pattern + " " + name, body: body}
		before, err := h.s.keptAnswer(r.Context(), h.s.db.read(), named)
		if errors.Is(err, sql.ErrNoRows) && !late {
			before, err = h.s.reserve(r.Context(), named)
		}
		switch {
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			h.problem(w, r, err)
			return
		case before != nil:
			before.send(w)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), namedIn{}, named))
		r.Body = io.NopCloser(bytes.NewReader(body))
		made := &keptAnswer{header: http.Header{}}
		next(made, r)
		if made.Status < http.StatusMultipleChoices && !named.kept {
			// Who asked may be gone, and asks again.
			first, err := h.s.keepAnswer(context.WithoutCancel(r.Context()), named, made)
			if err != nil {
				h.log.Warn("an answer was not kept", "route", r.Pattern, "error", err) // what it tells is done
			} else {
				made = first
			}
		}
		made.send(w)
	}
}

// requestKey reads a key: a string of RFC 9651, or the same without quotes.
func requestKey(values []string) (string, bool) {
	key := strings.TrimSpace(values[0])
	if len(key) >= 2 && key[0] == '"' && key[len(key)-1] == '"' {
		key = key[1 : len(key)-1]
	}
	if len(values) > 1 || key == "" || len(key) > maxRequestKey {
		return "", false
	}
	for _, c := range []byte(key) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '\\' || c == ',' || c == ';' {
			return "", false
		}
	}
	return key, true
}

// namedRequest is a request that has a key.
type namedRequest struct {
	name string // the route and the key
	body []byte
	kept bool // its answer is
}

// namedIn is where the context of a request has its key.
type namedIn struct{}

// reserveIn gives the key of a request to it, in a transaction that does what is asked for.
func (s *Store) reserveIn(ctx context.Context, tx tx) error {
	n, _ := ctx.Value(namedIn{}).(*namedRequest)
	if n == nil {
		return nil
	}
	fresh, err := tx.once(ctx, `INSERT INTO request_keys (name, mark, at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING`, n.name, n.mark(), s.now().Unix())
	if err == nil && !fresh {
		_, err = s.keptAnswer(ctx, tx, n)
	}
	return err
}

// keepWith does the last that a request asks for, and keeps the answer to it in the same
// transaction.
func (s *Store) keepWith(ctx context.Context, last statement, status int, what any) error {
	n, _ := ctx.Value(namedIn{}).(*namedRequest)
	if n == nil {
		_, err := s.db.changeAll(ctx, last)
		return err
	}
	body, err := json.Marshal(what)
	if err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	keep, err := n.keeps(&keptAnswer{Status: status, Type: "application/json", Body: append(body, '\n')})
	if err != nil {
		return err
	}
	n.kept, err = s.db.changeAll(ctx, last, keep)
	return err
}

// derive makes a value for one use of the name and the body.
func (n *namedRequest) derive(use string) []byte {
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(use), []byte(n.name), n.body} {
		fmt.Fprintf(sum, "%d ", len(part))
		sum.Write(part)
	}
	return sum.Sum(nil)
}

// mark tells the body from others.
func (n *namedRequest) mark() string { return hex.EncodeToString(n.derive("mark")) }

// box seals the answer for who sends the same body again: answers have receipts in them,
// whose secrets are kept nowhere here.
func (n *namedRequest) box() (cipher.AEAD, error) {
	block, err := aes.NewCipher(n.derive("seal"))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// keptAnswer is an answer as it was sent first.
type keptAnswer struct {
	Status int    `json:"status"`
	Type   string `json:"type,omitempty"`
	Body   []byte `json:"body,omitempty"`
	header http.Header
}

// Header implements http.ResponseWriter.
func (a *keptAnswer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *keptAnswer) WriteHeader(status int) {
	if a.Status == 0 {
		a.Status, a.Type = status, a.header.Get("Content-Type")
	}
}

// Write implements http.ResponseWriter.
func (a *keptAnswer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.Body = append(a.Body, p...)
	return len(p), nil
}

func (a *keptAnswer) send(w http.ResponseWriter) {
	a.WriteHeader(http.StatusOK)
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.Type != "" {
		w.Header().Set("Content-Type", a.Type)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // who asked may be gone
}

// errOtherBody is the error of a key that belongs to another request.
var errOtherBody = errors.New("the key was used for another request")

// reserve gives a key to a request, unless another has it. It returns the answer that is kept
// by now; nil where the request is still to be answered.
func (s *Store) reserve(ctx context.Context, n *namedRequest) (before *keptAnswer, err error) {
	err = s.db.change(ctx, func(tx tx) error {
		if err := s.reserveIn(context.WithValue(ctx, namedIn{}, n), tx); err != nil {
			return err
		}
		before, err = s.keptAnswer(ctx, tx, n)
		return err
	})
	return before, err
}

// keptAnswer reads what is kept under a key; nil for no answer yet.
func (s *Store) keptAnswer(ctx context.Context, tx tx, n *namedRequest) (*keptAnswer, error) {
	var mark, answer string
	var at int64
	if err := tx.row(ctx, `SELECT mark, answer, at FROM request_keys WHERE name = ?`, n.name).Scan(&mark, &answer, &at); err != nil {
		return nil, err
	}
	if mark != n.mark() {
		return nil, errOtherBody
	}
	if answer == "" {
		return nil, nil // its first request was not answered to the end
	}
	box, err := n.box()
	if err != nil {
		return nil, err
	}
	sealed, err := base64.StdEncoding.DecodeString(answer)
	if err != nil {
		return nil, fmt.Errorf("read an answer: %w", err)
	}
	plain, err := box.Open(nil, nil, sealed, []byte(n.name))
	if err != nil {
		return nil, fmt.Errorf("read an answer: %w", err)
	}
	out := &keptAnswer{}
	return out, json.Unmarshal(plain, out)
}

// keepAnswer keeps an answer, and returns the one that was kept first.
func (s *Store) keepAnswer(ctx context.Context, n *namedRequest, made *keptAnswer) (first *keptAnswer, err error) {
	first = made
	err = s.db.change(ctx, func(tx tx) error {
		fresh, err := s.keepSealed(ctx, tx, n, made)
		if err != nil || fresh {
			return err
		}
		before, err := s.keptAnswer(ctx, tx, n)
		if err == nil && before != nil {
			first = before
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keep an answer: %w", err)
	}
	return first, nil
}

// keepSealed seals an answer and keeps it, unless one is kept already.
func (s *Store) keepSealed(ctx context.Context, tx tx, n *namedRequest, made *keptAnswer) (fresh bool, err error) {
	keep, err := n.keeps(made)
	if err != nil {
		return false, err
	}
	return tx.once(ctx, keep.query, keep.args...)
}

// keeps is what keeps an answer that is sealed, unless one is kept already.
func (n *namedRequest) keeps(made *keptAnswer) (keep statement, err error) {
	plain, err := json.Marshal(made)
	if err != nil {
		return keep, fmt.Errorf("keep an answer: %w", err)
	}
	box, err := n.box()
	if err != nil {
		return keep, fmt.Errorf("keep an answer: %w", err)
	}
	sealed := base64.StdEncoding.EncodeToString(box.Seal(nil, nil, plain, []byte(n.name))) //nolint:gosec // this AEAD draws its nonce
	return does(`UPDATE request_keys SET answer = ? WHERE name = ? AND mark = ? AND answer = ''`, sealed, n.name, n.mark()), nil
}

// forgetRequests forgets keys whose time is over.
func (s *Store) forgetRequests(ctx context.Context) error {
	err := s.db.change(ctx, func(tx tx) error {
		_, err := tx.exec(ctx, `DELETE FROM request_keys WHERE at <= ?`, s.now().Add(-requestKeyLife).Unix())
		return err
	})
	if err != nil {
		return fmt.Errorf("forget keys of requests: %w", err)
	}
	return nil
}
