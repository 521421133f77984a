// Package lndfake is a Lightning node to try a store against: it keeps invoices as lnd does
// and has them paid when told to. No coin is anywhere near.
package lndfake

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Node is a fake of lnd's REST interface, as far as a store uses it. It is an http.Handler.
type Node struct {
	macaroon []byte

	mu       sync.Mutex
	invoices map[string]*kept // by hash, hexadecimal
	cut      int              // 1 the next call before, 2 after it is carried out
	echo     bool
}

type kept struct {
	Memo    string `json:"memo"`
	Hash    string `json:"r_hash"`
	Value   string `json:"value"`
	Settled bool   `json:"settled"`
	State   string `json:"state"`
	Request string `json:"payment_request"`
	Expiry  string `json:"expiry"`
	paid    int
}

// New makes a node that lets in by a macaroon.
func New(macaroon []byte) *Node { return &Node{macaroon: macaroon, invoices: map[string]*kept{}} }

// Pay pays an invoice; false when it is not open.
func (n *Node) Pay(hash string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	i := n.invoices[hash]
	if i == nil || i.State != "OPEN" {
		return false
	}
	i.State, i.Settled, i.paid = "SETTLED", true, i.paid+1
	return true
}

// Paid is how often invoices were paid whose memo ends so.
func (n *Node) Paid(memo string) (times int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, i := range n.invoices {
		if strings.HasSuffix(i.Memo, memo) {
			times += i.paid
		}
	}
	return times
}

// Cut has the connection of the next call that changes something cut before or after it is
// carried out.
func (n *Node) Cut(after bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = 1
	if after {
		n.cut = 2
	}
}

// Echo has each call answered with a refusal that holds all that was sent.
func (n *Node) Echo() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.echo = true
}

// ServeHTTP implements http.Handler.
func (n *Node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.handler().ServeHTTP(w, r)
}

func (n *Node) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/invoices", n.add)
	mux.HandleFunc("GET /v1/invoice/{hash}", n.get)
	mux.HandleFunc("POST /v2/invoices/cancel", n.cancel)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		defer n.mu.Unlock()
		switch {
		case n.echo:
			body, _ := io.ReadAll(r.Body)
			n.fail(w, http.StatusInternalServerError, "refused "+r.Header.Get("Grpc-Metadata-Macaroon")+string(body))
			return
		case r.Header.Get("Grpc-Metadata-Macaroon") != hex.EncodeToString(n.macaroon):
			n.fail(w, http.StatusInternalServerError, "verification failed: signature mismatch after caveat verification")
			return
		}
		if r.Method == http.MethodPost && n.cut == 1 {
			n.cut = 0
			panic(http.ErrAbortHandler)
		}
		answer := &held{status: http.StatusOK}
		mux.ServeHTTP(answer, r)
		if r.Method == http.MethodPost && n.cut == 2 {
			n.cut = 0
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(answer.status)
		_, _ = w.Write(answer.body.Bytes()) // who went away hears nothing
	})
}

func (n *Node) fail(w http.ResponseWriter, status int, message string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": 2, "message": message, "details": []string{}})
}

func (n *Node) add(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Preimage []byte `json:"r_preimage"`
		Value    string `json:"value"`
		Memo     string `json:"memo"`
		Expiry   string `json:"expiry"`
	}
	value, err := int64(0), json.NewDecoder(r.Body).Decode(&in)
	if err == nil {
		value, err = strconv.ParseInt(in.Value, 10, 64)
	}
	if err != nil || value <= 0 || len(in.Preimage) != sha256.Size || len(in.Memo) > 639 {
		n.fail(w, http.StatusBadRequest, "invalid invoice")
		return
	}
	sum := sha256.Sum256(in.Preimage)
	hash := hex.EncodeToString(sum[:])
	if n.invoices[hash] != nil {
		n.fail(w, http.StatusInternalServerError, "invoice with payment hash already exists")
		return
	}
	i := &kept{Memo: in.Memo, Hash: base64.StdEncoding.EncodeToString(sum[:]), Value: in.Value, State: "OPEN", Request: "lnsb1" + hash, Expiry: in.Expiry}
	n.invoices[hash] = i
	_ = json.NewEncoder(w).Encode(map[string]any{"r_hash": i.Hash, "payment_request": i.Request, "add_index": "1"})
}

func (n *Node) get(w http.ResponseWriter, r *http.Request) {
	i := n.invoices[r.PathValue("hash")]
	if i == nil {
		n.fail(w, http.StatusNotFound, "unable to locate invoice")
		return
	}
	_ = json.NewEncoder(w).Encode(i)
}

func (n *Node) cancel(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Hash []byte `json:"payment_hash"`
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	i := n.invoices[hex.EncodeToString(in.Hash)]
	switch {
	case i == nil:
		n.fail(w, http.StatusInternalServerError, "unable to locate invoice")
		return
	case i.Settled:
		n.fail(w, http.StatusInternalServerError, "invoice already settled")
		return
	}
	i.State = "CANCELED"
	_, _ = w.Write([]byte("{}"))
}

// held is an answer that is not sent yet.
type held struct {
	status int
	body   bytes.Buffer
}

func (h *held) Header() http.Header         { return http.Header{} }
func (h *held) WriteHeader(status int)      { h.status = status }
func (h *held) Write(p []byte) (int, error) { return h.body.Write(p) }
