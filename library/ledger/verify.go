package ledger

import "fmt"

// Receipt is what a buyer holds of a sale: which order, what was paid, and where it
// stands in the books.
type Receipt struct {
	Order string
	Head
	Paid Amount
}

// Verify recomputes a channel's books from their entries and the terms, and holds
// receipts against them. Each problem is one line; none means that every figure follows
// from signed documents, and that no sale a receipt is of was left out or changed. The
// books are those of the entries before the first one that is wrong.
func Verify(rules Rules, entries []Entry, receipts []Receipt) (*Book, []string) {
	book := &Book{Rules: rules}
	var problems []string
	hashes := make([]Head, 0, len(entries))
	for _, e := range entries {
		if err := book.Add(e); err != nil {
			problems = append(problems, err.Error())
			break
		}
		hashes = append(hashes, book.Head())
	}
	for _, r := range receipts {
		if problem := r.check(entries, hashes); problem != "" {
			problems = append(problems, problem)
		}
	}
	return book, problems
}

func (r Receipt) check(entries []Entry, hashes []Head) string {
	if r.N < 1 || r.N > int64(len(hashes)) {
		return fmt.Sprintf("the sale of order %s is missing: it was entry %d", r.Order, r.N)
	}
	e := entries[r.N-1]
	switch {
	case e.Kind != Sold && e.Kind != Counted || string(e.Order) != r.Order:
		return fmt.Sprintf("entry %d is not the sale of order %s, as its receipt says", r.N, r.Order)
	case e.Fee != r.Paid.Fee:
		return fmt.Sprintf("entry %d says that %d of it was a card fee, the receipt %d", r.N, e.Fee, r.Paid.Fee)
	case e.Gross != r.Paid.Gross || e.Tax != r.Paid.Tax:
		return fmt.Sprintf("entry %d says that %d was paid, the receipt %d", r.N, e.Gross, r.Paid.Gross)
	case hashes[r.N-1].Hash != r.Hash:
		return fmt.Sprintf("entry %d, or one before it, was changed after the receipt of order %s", r.N, r.Order)
	}
	return ""
}
