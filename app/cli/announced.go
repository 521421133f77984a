package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"matinee/app/control"
	"matinee/library"
)

// announceWait bounds how long a command that ends with its answer waits until the DHT
// was told of a channel. Where Matinee runs, it goes on telling and nothing waits.
const announceWait = 60 * time.Second

// announced waits, in a process that ends then, until the DHT was told of a channel.
func (r *run) announced(s Session, own control.OwnChannel) control.OwnChannel {
	if s.Remote() {
		return own
	}
	ctx, cancel := context.WithTimeout(r.ctx, announceWait)
	defer cancel()
	if told, err := s.AwaitAnnounced(ctx, string(own.Root)); err == nil {
		return told
	}
	return own
}

// printOwn prints a channel that was published.
func (r *run) printOwn(s Session, own control.OwnChannel) error {
	own = r.announced(s, own)
	return r.print(own, func(w io.Writer) {
		fmt.Fprintf(w, "%s, seq %d\n%s\n", printable(own.Name), own.Seq, own.Link)
		describeAnnounced(w, own.Announced)
	})
}

// describeAnnounced says how far the DHT was told.
func describeAnnounced(w io.Writer, a library.Announcement) {
	switch a.State {
	case library.AnnouncementReached:
		nodes := "nodes"
		if a.Nodes == 1 {
			nodes = "node"
		}
		fmt.Fprintf(w, "Announced to %d %s of the DHT.\n", a.Nodes, nodes)
	case library.AnnouncementNobody:
		fmt.Fprintln(w, "No node of the DHT was reached. Matinee tries again while it runs; mirrors have it at once.")
	case library.AnnouncementRival:
		fmt.Fprintln(w, "Another program published with the same key, and the DHT keeps that. Publish with --adopt to go on from it.")
	default:
		fmt.Fprintln(w, "It is being announced.")
	}
}
