package books

import (
	"errors"

	"matinee/library"
	"matinee/library/format"
	"matinee/library/ledger"
	"matinee/sync/store"
)

// Check recomputes the books from the creator's own terms, and holds buyers' receipts
// against them. keys are the store's, as the channel certified them; own are the terms
// that the creator keeps. Terms that only the store has count if the channel signed them;
// foreign is how many of them there are. entries are those that hold.
func (k *Kept) Check(channel library.Key, keys []library.Key, own map[library.Digest][]byte, receipts [][]byte) (entries []ledger.Entry, problems []library.Problem, foreign int) {
	e := store.Export{Channel: channel, Formerly: keys, Entries: k.Entries, Head: k.Head}
	if len(keys) > 0 {
		e.Store = keys[0]
	}
	used := map[library.Digest]bool{}
	for _, entry := range k.Entries {
		if entry.Terms != "" && !used[entry.Terms] {
			used[entry.Terms] = true
			if document, has := own[entry.Terms]; has {
				e.Terms = append(e.Terms, string(document))
			}
		}
	}
	for _, document := range k.Terms {
		t, err := format.Read[format.Terms]([]byte(document))
		if err != nil || t.Doc.Channel != channel || !used[t.Digest()] {
			continue // what it divides will not be found
		}
		if _, has := own[t.Digest()]; !has {
			e.Terms = append(e.Terms, document)
			foreign++
		}
	}
	if k.Against != "" {
		problems = append(problems, library.Problem{Code: library.CodeBooksChanged, Detail: k.Why})
	}
	book, found, err := e.Verify()
	if err != nil {
		return nil, append(problems, library.Problem{Code: library.CodeBooksWrong, Detail: err.Error()}), foreign
	}
	for _, line := range found {
		problems = append(problems, library.Problem{Code: library.CodeBooksWrong, Detail: line})
	}
	if len(receipts) > 0 {
		_, all, err := e.Verify(receipts...)
		if err != nil {
			return nil, append(problems, ProblemOf(err)), foreign
		}
		for _, line := range all[len(found):] {
			problems = append(problems, library.Problem{Code: library.CodeSaleMissing, Detail: line})
		}
	}
	return k.Entries[:book.Head().N], problems, foreign
}

// ProblemOf is an error as it is told.
func ProblemOf(err error) library.Problem {
	var has *library.Error
	if errors.As(err, &has) {
		said := library.Explain(err)
		return library.Problem{Code: has.Code, Detail: said.Detail}
	}
	return library.Problem{Code: library.CodeInternal, Detail: err.Error()}
}

// Signer is who signed a receipt, and for which channel.
func Signer(receipt []byte) (channel, store library.Key, err error) {
	r, err := format.Read[format.Receipt](receipt)
	if err != nil {
		return "", "", err
	}
	seller, err := r.Doc.Certified()
	return r.Doc.Channel, seller.Store.Key, err
}
