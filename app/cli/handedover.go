package cli

import (
	"io"

	"matinee/app/control"
	"matinee/library"
	"matinee/library/format"
)

// handedOver is the link inside of one that a web page made for this program; any other
// source is what it is.
func handedOver(source string) (string, error) {
	link, ok, err := library.Handover(source)
	if err != nil || ok {
		return link, err
	}
	return source, nil
}

// isChannel reports whether a source is the link of a channel.
func isChannel(source string) bool {
	_, err := format.ParseLink(source)
	return err == nil
}

// follow follows the channel that was to be added, as the window does.
func (c *addCmd) follow(r *run) error {
	if c.Paused || c.Folder != "" || len(c.Peer) > 0 {
		return usageError{"this is the link of a channel: --paused, --folder and --peer are for bundles"}
	}
	session := r.quietly
	if c.Wait {
		session = r.with
	}
	return session(func(s Session) error {
		got, err := s.Follow(r.ctx, control.FollowRequest{Link: c.Source, LocalOK: c.Local, Whole: c.Wait})
		if err != nil {
			return err
		}
		return r.print(got, func(w io.Writer) { describeChannel(w, got) })
	})
}
