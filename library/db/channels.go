package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"matinee/library"
)

const (
	channelColumns = `root, link, local_ok, followed, serial, key, seq, digest, expires, catalogue, pointer,
		certificate, name, description, languages, domain, verified, image, mirrors, moved_to, issued, looked,
		answered, due, opened, warning, detail, notify, auto, max_size, edition, language, night`
	selectChannels = `SELECT n, ` + channelColumns + `, (SELECT count(*) FROM listings l WHERE l.channel = channels.n)
		FROM channels`
	upsertChannel = `INSERT INTO channels (` + channelColumns + `)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (root) DO UPDATE SET link = excluded.link, local_ok = excluded.local_ok,
		followed = excluded.followed, serial = excluded.serial, key = excluded.key, seq = excluded.seq,
		digest = excluded.digest, expires = excluded.expires, catalogue = excluded.catalogue,
		pointer = excluded.pointer, certificate = excluded.certificate, name = excluded.name,
		description = excluded.description, languages = excluded.languages, domain = excluded.domain,
		verified = excluded.verified, image = excluded.image, mirrors = excluded.mirrors,
		moved_to = excluded.moved_to, issued = excluded.issued, looked = excluded.looked,
		answered = excluded.answered, due = excluded.due, opened = excluded.opened, warning = excluded.warning,
		detail = excluded.detail, notify = excluded.notify, auto = excluded.auto, max_size = excluded.max_size,
		edition = excluded.edition, language = excluded.language, night = excluded.night
		RETURNING n`
)

// Channels returns the followed channels by name.
func (d *DB) Channels(ctx context.Context) ([]library.Channel, error) {
	var all []library.Channel
	err := d.read(ctx, "load channels", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			r, err := scanChannel(rows)
			all = append(all, r.channel)
			return err
		}, selectChannels+` ORDER BY name COLLATE NOCASE, root`)
	})
	return all, err
}

// Channel returns a followed channel and what is held of it, or library.CodeNoChannel.
func (d *DB) Channel(ctx context.Context, root library.Key) (library.Channel, library.HeldChannel, error) {
	var r channelRow
	err := d.read(ctx, "load a channel", func(tx *sql.Tx) (err error) {
		r, err = loadChannel(ctx, tx, root)
		return err
	})
	return r.channel, r.held, noChannel(err)
}

// AddChannel stores a channel that is followed from now on. One that is there already
// is left as it is.
func (d *DB) AddChannel(ctx context.Context, c library.Channel, h library.HeldChannel) error {
	return d.write(ctx, "add a channel", func(tx *sql.Tx) error {
		if _, err := loadChannel(ctx, tx, c.Root); err == nil {
			return nil
		}
		_, err := saveChannel(ctx, tx, c, h)
		return err
	})
}

// UpdateChannel loads a channel, lets change alter it and stores it, in one
// transaction. change must not use the database, and what it does to the root is
// ignored. A channel that is not there gives library.CodeNoChannel.
func (d *DB) UpdateChannel(ctx context.Context, root library.Key, change func(*library.Channel, *library.HeldChannel)) error {
	return noChannel(d.write(ctx, "update a channel", func(tx *sql.Tx) error {
		r, err := loadChannel(ctx, tx, root)
		if err != nil {
			return err
		}
		change(&r.channel, &r.held)
		r.channel.Root = root
		_, err = saveChannel(ctx, tx, r.channel, r.held)
		return err
	}))
}

// DeleteChannel forgets a channel with what it lists.
func (d *DB) DeleteChannel(ctx context.Context, root library.Key) error {
	return noChannel(d.write(ctx, "delete a channel", func(tx *sql.Tx) error {
		var n int64
		return tx.QueryRowContext(ctx, `DELETE FROM channels WHERE root = ? RETURNING n`, string(root)).Scan(&n)
	}))
}

// DueChannels returns the channels to be looked for, those that wait longest first,
// and when the next one is due.
func (d *DB) DueChannels(ctx context.Context, now time.Time, limit int) (due []library.Key, next time.Time, err error) {
	err = d.read(ctx, "load what is due", func(tx *sql.Tx) error {
		return collect(ctx, tx, func(rows *sql.Rows) error {
			var root library.Key
			var at int64
			err := rows.Scan(&root, &at)
			if moment(at).After(now) {
				if next.IsZero() {
					next = moment(at)
				}
			} else if len(due) < limit {
				due = append(due, root)
			}
			return err
		}, `SELECT root, due FROM channels ORDER BY due LIMIT ?`, limit+1)
	})
	return due, next, err
}

func noChannel(err error) error {
	if err != nil && library.CodeOf(err) == library.CodeNotFound {
		return &library.Error{Code: library.CodeNoChannel}
	}
	return err
}

// channelRow is a channel and the number its listings refer to it by.
type channelRow struct {
	n       int64
	channel library.Channel
	held    library.HeldChannel
}

func loadChannel(ctx context.Context, tx *sql.Tx, root library.Key) (channelRow, error) {
	return scanChannel(tx.QueryRowContext(ctx, selectChannels+` WHERE root = ?`, string(root)))
}

func scanChannel(from interface{ Scan(into ...any) error }) (r channelRow, err error) {
	c, h := &r.channel, &r.held
	var pointer, certificate, languages, mirrors, warning, detail string
	var followed, expires, verified, issued, looked, answered, due, opened int64
	err = from.Scan(&r.n, &c.Root, &c.Link, &c.LocalOK, &followed, &h.Serial, &h.Key, &h.Seq, &h.Digest, &expires,
		&h.Catalogue, &pointer, &certificate, &c.Name, &c.Description, &languages, &c.Domain, &verified, &c.Image,
		&mirrors, &c.MovedTo, &issued, &looked, &answered, &due, &opened, &warning, &detail, &c.Notify, &c.Auto.On,
		&c.Auto.MaxSize, &c.Auto.Edition, &c.Auto.Language, &c.Auto.Night, &c.Bundles)
	if err != nil {
		return r, err
	}
	c.Followed, c.Verified, c.Issued, c.Looked = moment(followed), moment(verified), moment(issued), moment(looked)
	c.Answered, c.Opened, h.Due, h.Expires = moment(answered), moment(opened), moment(due), moment(expires)
	c.Seq, c.Expires = h.Seq, h.Expires
	h.Pointer, h.Certificate = readItem(pointer), readItem(certificate)
	for _, l := range strings.Fields(languages) {
		c.Languages = append(c.Languages, library.Language(l))
	}
	for _, m := range strings.Fields(mirrors) {
		c.Mirrors = append(c.Mirrors, library.WebURL(m))
	}
	if warning != "" {
		c.Warning = &library.Error{Code: library.Code(warning), Detail: detail}
	}
	return r, nil
}

// maxWarning bounds the particular of a warning, in runes.
const maxWarning = 300

func saveChannel(ctx context.Context, tx *sql.Tx, c library.Channel, h library.HeldChannel) (n int64, err error) {
	var warning, detail string
	if c.Warning != nil {
		warning, detail = string(library.CodeOf(c.Warning)), library.CleanLine(library.Explain(c.Warning).Detail, maxWarning)
	}
	pointer, err := writeItem(h.Pointer)
	if err != nil {
		return 0, err
	}
	certificate, err := writeItem(h.Certificate)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRowContext(ctx, upsertChannel, string(c.Root), c.Link, c.LocalOK, stamp(c.Followed), h.Serial, string(h.Key),
		h.Seq, string(h.Digest), stamp(h.Expires), string(h.Catalogue), pointer, certificate, c.Name, c.Description,
		joined(c.Languages), string(c.Domain), stamp(c.Verified), string(c.Image), joined(c.Mirrors), c.MovedTo,
		stamp(c.Issued), stamp(c.Looked), stamp(c.Answered), stamp(h.Due), stamp(c.Opened), warning, detail, c.Notify,
		c.Auto.On, c.Auto.MaxSize, string(c.Auto.Edition), string(c.Auto.Language), c.Auto.Night).Scan(&n)
	return n, err
}

// joined writes words that hold no space.
func joined[S ~string](all []S) string {
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = string(w)
	}
	return strings.Join(words, " ")
}

// writeItem writes an item of the DHT; "" for none.
func writeItem(i library.Mutable) (string, error) {
	if len(i.Sig) == 0 {
		return "", nil
	}
	raw, err := json.Marshal(i)
	return string(raw), err
}

// readItem reads it; whether it is signed is judged by who uses it.
func readItem(text string) (i library.Mutable) {
	if json.Unmarshal([]byte(text), &i) != nil {
		return library.Mutable{}
	}
	return i
}
