package store

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"matinee/library"
	"matinee/library/ledger"
)

// exporting is who takes a channel's books as they stood at one moment. All but terms and
// entries comes first.
type exporting struct {
	begin func(Export) error
	terms func(document string) error
	entry func(ledger.Entry) error
}

// Export is a channel's books in memory.
func (s *Store) Export(ctx context.Context, channel library.Key) (out Export, err error) {
	err = s.export(ctx, channel, exporting{
		func(e Export) error { out = e; return nil },
		func(document string) error { out.Terms = append(out.Terms, document); return nil },
		func(e ledger.Entry) error { out.Entries = append(out.Entries, e); return nil },
	})
	if err != nil {
		return Export{}, err
	}
	return out, nil
}

// export hands out a channel's books. It goes on being sold meanwhile.
func (s *Store) export(ctx context.Context, channel library.Key, to exporting) error {
	d, snapshot, err := s.snapshot(ctx)
	if err != nil {
		return fmt.Errorf("export the books: %w", err)
	}
	defer closing(d)
	defer snapshot.Rollback() // nothing was changed
	if err := s.exportAt(ctx, tx{d: d, q: snapshot}, channel, to); err != nil {
		return fmt.Errorf("export the books: %w", err)
	}
	return nil
}

func (s *Store) exportAt(ctx context.Context, at tx, channel library.Key, to exporting) error {
	out := Export{Channel: channel, Store: s.keys.public, Formerly: s.Formerly()}
	if err := at.row(ctx, `SELECT entries, hash FROM channels WHERE root = ?`, string(channel)).Scan(&out.Head.N, &out.Head.Hash); err != nil {
		return notFound(err, "the channel "+string(channel))
	}
	if err := to.begin(out); err != nil {
		return err
	}
	rows, err := at.rows(ctx, `SELECT t.document FROM terms t JOIN bundles b ON b.id = t.bundle WHERE b.channel = ? ORDER BY t.digest`, string(channel))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var document string
		if err := rows.Scan(&document); err != nil {
			return err
		}
		if err := to.terms(document); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return at.eachEntry(ctx, channel, 0, to.entry, out.Head.N)
}

// WriteExport writes a channel's books as JSON, as an Export is written. However long they
// are, they are never in memory as a whole.
func (s *Store) WriteExport(ctx context.Context, channel library.Key, to io.Writer) error {
	w := exportWriter{out: bufio.NewWriterSize(to, 64<<10)}
	err := s.export(ctx, channel, exporting{w.begin, func(document string) error { return w.element(document) }, w.entry})
	if err == nil {
		err = w.end()
	}
	if err != nil {
		return err
	}
	return w.out.Flush()
}

// exportWriter writes the fields of an Export one after the other.
type exportWriter struct {
	out     *bufio.Writer
	head    ledger.Head
	some    bool // of the list that is being written there is an element
	entries bool // it is that of entries
}

// text writes what is no value; an error stays with the writer until it is flushed.
func (w *exportWriter) text(s string) { _, _ = w.out.WriteString(s) }

func (w *exportWriter) value(v any) error {
	raw, err := json.Marshal(v)
	if err == nil {
		_, err = w.out.Write(raw)
	}
	return err
}

func (w *exportWriter) begin(e Export) error {
	w.head = e.Head
	w.text(`{"channel":`)
	if err := w.value(e.Channel); err != nil {
		return err
	}
	w.text(`,"store":`)
	if err := w.value(e.Store); err != nil {
		return err
	}
	if len(e.Formerly) > 0 {
		w.text(`,"formerly":`)
		if err := w.value(e.Formerly); err != nil {
			return err
		}
	}
	w.text(`,"terms":[`)
	return nil
}

func (w *exportWriter) element(v any) error {
	if w.some {
		w.text(",")
	}
	w.some = true
	return w.value(v)
}

func (w *exportWriter) entry(e ledger.Entry) error {
	if !w.entries {
		w.text(`],"entries":[`)
		w.entries, w.some = true, false
	}
	return w.element(e)
}

func (w *exportWriter) end() error {
	if !w.entries {
		w.text(`],"entries":[`)
	}
	w.text(`],"head":`)
	err := w.value(w.head)
	w.text("}")
	return err
}
