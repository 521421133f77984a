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
	v := NewVerifying(rules, receipts)
	for _, e := range entries {
		v.Add(e)
	}
	return v.End()
}

// Verifying is Verify where the entries come one after the other: it keeps none of them.
type Verifying struct {
	book     *Book
	wrong    string // why the books end
	receipts []Receipt
	at       map[int64][]int // which of the receipts are of an entry
	found    []string        // what is wrong with each receipt
}

// NewVerifying begins with the first entry.
func NewVerifying(rules Rules, receipts []Receipt) *Verifying {
	v := &Verifying{book: &Book{Rules: rules}, receipts: receipts, at: map[int64][]int{}, found: make([]string, len(receipts))}
	for i, r := range receipts {
		v.at[r.N] = append(v.at[r.N], i)
		v.found[i] = fmt.Sprintf("the sale of order %s is missing: it was entry %d", r.Order, r.N)
	}
	return v
}

// Add takes the next entry. After one that is wrong nothing follows from what came before.
func (v *Verifying) Add(e Entry) {
	if v.wrong != "" {
		return
	}
	if err := v.book.Add(e); err != nil {
		v.wrong = err.Error()
		return
	}
	for _, i := range v.at[e.N] {
		v.found[i] = v.receipts[i].check(e, v.book.Head())
	}
}

// End returns the books and their problems.
func (v *Verifying) End() (*Book, []string) {
	var problems []string
	for _, problem := range append([]string{v.wrong}, v.found...) {
		if problem != "" {
			problems = append(problems, problem)
		}
	}
	return v.book, problems
}

// check holds a receipt against the entry that it says it is of.
func (r Receipt) check(e Entry, at Head) string {
	switch {
	case e.Kind != Sold && e.Kind != Counted || string(e.Order) != r.Order:
		return fmt.Sprintf("entry %d is not the sale of order %s, as its receipt says", r.N, r.Order)
	case e.Fee != r.Paid.Fee:
		return fmt.Sprintf("entry %d says that %d of it was a card fee, the receipt %d", r.N, e.Fee, r.Paid.Fee)
	case e.Gross != r.Paid.Gross || e.Tax != r.Paid.Tax:
		return fmt.Sprintf("entry %d says that %d was paid, the receipt %d", r.N, e.Gross, r.Paid.Gross)
	case at.Hash != r.Hash:
		return fmt.Sprintf("entry %d, or one before it, was changed after the receipt of order %s", r.N, r.Order)
	}
	return ""
}
