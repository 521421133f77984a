package channel

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"matinee/library"
	"matinee/library/format"
)

// DHT is where pointers and certificates are kept by everybody (BEP 44).
type DHT interface {
	GetItem(ctx context.Context, key library.Key, salt string) (library.FoundMutable, error)
	PutItem(ctx context.Context, item library.Mutable) (int, error)
}

// Web gets what lies at an address, up to most bytes; nothing in a private network
// unless local gives leave for that host.
type Web interface {
	Web(ctx context.Context, address string, most int64, local bool) ([]byte, error)
}

// Swarm joins the swarms of catalogues. A nil torrent comes from its peers.
type Swarm interface {
	Join(ctx context.Context, catalogue library.BundleID, torrent []byte, folder Folder) (Files, error)
}

// Files is a catalogue in the swarm: what is there is seeded until Close.
type Files interface {
	Size(name string) (int64, bool)
	Read(ctx context.Context, name string, most int64) ([]byte, error)
	Torrent() []byte
	Gone() <-chan struct{} // closed when it has left the swarm
	Close()
}

// Finder looks for channels.
type Finder struct {
	DHT   DHT
	Web   Web
	Swarm Swarm
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time // time.After when missing
}

// Sought is the channel to look for, and what is known of it.
type Sought struct {
	Held      format.Held
	Link      format.Link      // leads to it while nothing is held
	Mirrors   []library.WebURL // of the last state, besides the link's
	Catalogue library.BundleID // whose channel is held
	Local     bool             // mirrors in private networks are allowed
	NoDHT     bool             // ask mirrors only
	Folder    Folder
}

// Taken is a state of a channel that is newer than what was held.
type Taken struct {
	Channel   format.Signed[format.Channel]
	Held      format.Held
	Catalogue library.BundleID // "" when it came from a mirror
	Files     Files            // the catalogue, joined; the taker closes it. Nil from a mirror
	From      string           // a mirror's host, or "DHT"
}

// Outcome is what a look came to.
type Outcome struct {
	Held        format.Held
	Answered    bool // somebody had the channel, newer or not
	Missed      bool // something newer is pointed to, and nobody who has it answered
	Pointer     library.FoundMutable
	Certificate library.FoundMutable
	Remarks     []Remark
}

// Remark is something that was refused, or taken with a reservation, and why.
type Remark struct {
	From string
	Err  error
}

// Bounds of a look.
const (
	lookWait    = 60 * time.Second
	mirrorWait  = 20 * time.Second
	maxMirrors  = 12 // of one look
	maxKeys     = 4  // channel keys that are looked under in one look
	maxRemarks  = 20
	fromDHT     = "DHT"
	maxWellKnow = 64 << 10
)

// Look asks the DHT and all mirrors at the same time. Whatever is newer than what is
// held is given to take at once, so that a slow source holds up nobody; the highest
// comes last. An error of take ends the look. That nothing was found is no error.
func (f *Finder) Look(ctx context.Context, s Sought, take func(Taken) error) (Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, lookWait)
	defer cancel()
	l := &look{
		finder: f, sought: s, take: take, offers: make(chan offer), out: Outcome{Held: s.Held},
		mirrors: map[library.WebURL]bool{}, keys: map[library.Key]bool{}, catalogues: map[library.BundleID]bool{s.Catalogue: s.Held.Seq > 0},
		fetches: map[library.BundleID]*fetching{},
	}
	for _, m := range slices.Concat(s.Link.Mirrors, s.Mirrors) {
		l.askMirror(ctx, m)
	}
	if !s.NoDHT {
		l.begin(func() offer {
			found, err := f.DHT.GetItem(ctx, s.Held.Root, format.RootSalt)
			return offer{from: fromDHT, kind: rootItem, item: found, err: err}
		})
		key := s.Held.Key
		if s.Held.Serial == 0 {
			key = s.Link.Key
		}
		l.askPointer(ctx, key)
	}
	err := l.run(ctx, cancel)
	l.out.Missed = l.missed > l.out.Held.Seq
	return l.out, err
}

// offer is what a source had.
type offer struct {
	from      string
	kind      offerKind
	item      library.FoundMutable
	key       library.Key // of a pointer
	body      []byte      // from a mirror or a catalogue
	catalogue library.BundleID
	files     Files
	fetch     *fetching // that a pointer is asked for anew because of
	times     int       // how often
	err       error
}

type offerKind int

const (
	rootItem offerKind = iota
	pointer
	mirrorChannel
	mirrorCertificate
	catalogueChannel
	pointerAgain
	nothing // what was asked for is no longer wanted
)

type look struct {
	finder  *Finder
	sought  Sought
	take    func(Taken) error
	offers  chan offer
	pending int
	out     Outcome

	mirrors    map[library.WebURL]bool
	keys       map[library.Key]bool
	catalogues map[library.BundleID]bool
	fetches    map[library.BundleID]*fetching
	missed     int64 // the highest seq of a catalogue that did not come
}

// begin asks a source.
func (l *look) begin(ask func() offer) {
	l.pending++
	go func() { l.offers <- ask() }() // run takes one answer of each
}

// run judges what comes until every source has answered.
func (l *look) run(ctx context.Context, cancel context.CancelFunc) (err error) {
	for ; l.pending > 0; l.pending-- {
		o := <-l.offers
		if err != nil {
			o.close()
			continue
		}
		if err = l.judge(ctx, o); err != nil {
			cancel()
		}
	}
	return err
}

func (o offer) close() {
	if o.files != nil {
		o.files.Close()
	}
}

func (l *look) judge(ctx context.Context, o offer) error {
	if o.kind == catalogueChannel && l.fetched(o) {
		return nil
	}
	if o.err != nil {
		o.close()
		if o.kind != mirrorCertificate { // an older mirror has none
			l.remark(o.from, o.err)
		}
		return nil
	}
	switch o.kind {
	case nothing:
	case rootItem:
		l.judgeRoot(ctx, o)
	case pointer:
		l.judgePointer(ctx, o)
	case pointerAgain:
		l.judgeAgain(ctx, o)
	case mirrorCertificate:
		c, err := format.Read[format.Certificate](o.body)
		l.judgeCertificate(ctx, o.from, c, err)
	default:
		return l.judgeChannel(ctx, o)
	}
	return nil
}

func (l *look) judgeRoot(ctx context.Context, o offer) {
	if !o.item.OK() || !signedBy(o.item.Item, l.sought.Held.Root, format.RootSalt) {
		return
	}
	l.out.Certificate = o.item
	c, err := readCertificate(o.item.Item)
	l.judgeCertificate(ctx, o.from, c, err)
}

// judgeCertificate goes on under a new channel key.
func (l *look) judgeCertificate(ctx context.Context, from string, c format.Signed[format.Certificate], err error) {
	if err == nil {
		var next format.Held
		if next, err = l.out.Held.Certify(c, l.finder.Now()); err == nil {
			l.hold(ctx, next)
			return
		}
	}
	l.remark(from, err)
}

// hold notes what is held, and looks under its key.
func (l *look) hold(ctx context.Context, next format.Held) {
	l.out.Held = next
	if !l.sought.NoDHT {
		l.askPointer(ctx, next.Key)
	}
}

func (l *look) judgePointer(ctx context.Context, o offer) {
	if !o.item.OK() || !signedBy(o.item.Item, o.key, l.sought.Link.Salt) {
		return
	}
	p, err := format.ParsePointer(o.item.Item.Value)
	if err != nil {
		l.remark(o.from, err)
		return
	}
	if l.out.Held.Serial == 0 || o.key == l.out.Held.Key {
		l.out.Pointer = o.item
	}
	for _, m := range p.Mirrors {
		l.askMirror(ctx, m)
	}
	if o.item.Rival {
		l.remark(o.from, library.Errorf(library.CodeForked, "two catalogues with seq %d", o.item.Item.Seq))
	}
	switch known := o.key == l.out.Held.Key && l.out.Held.Seq > 0; {
	case known && p.Infohash == l.sought.Catalogue:
		l.out.Answered = true
	case known && o.item.Item.Seq < l.out.Held.Seq: // the nodes have not heard of the newest yet
	default:
		l.askCatalogue(ctx, o, p.Infohash)
	}
}

func (l *look) judgeChannel(ctx context.Context, o offer) error {
	c, err := format.Read[format.Channel](o.body)
	if err != nil {
		o.close()
		l.remark(o.from, err)
		return nil
	}
	next, err := l.out.Held.Accept(c, l.finder.Now())
	taken := next.Digest == c.Digest() && (next.Digest != l.out.Held.Digest || next.Serial != l.out.Held.Serial)
	if next.Digest == c.Digest() {
		l.out.Answered = true
	}
	if err != nil && !(errors.Is(err, format.FaultExpired) && !taken) {
		l.remark(o.from, err)
	}
	if !taken {
		o.close()
		return nil
	}
	l.hold(ctx, next)
	l.giveUpBefore(next.Seq)
	return l.take(Taken{Channel: c, Held: next, Catalogue: o.catalogue, Files: o.files, From: o.from})
}

// askMirror asks a mirror for the channel and the certificate, once.
func (l *look) askMirror(ctx context.Context, mirror library.WebURL) {
	if l.mirrors[mirror] || len(l.mirrors) == maxMirrors {
		return
	}
	l.mirrors[mirror] = true
	ask := func(kind offerKind, name string, most int64) {
		l.begin(func() offer {
			ctx, cancel := context.WithTimeout(ctx, mirrorWait)
			defer cancel()
			body, err := l.finder.Web.Web(ctx, onMirror(mirror, name), most, l.sought.Local)
			return offer{from: hostOf(mirror), kind: kind, body: body, err: err}
		})
	}
	ask(mirrorChannel, channelFile, format.MaxChannel)
	ask(mirrorCertificate, certificateFile, format.MaxCertificate)
}

// askPointer looks for the pointer under a channel key, once.
func (l *look) askPointer(ctx context.Context, key library.Key) {
	if l.keys[key] || len(l.keys) == maxKeys {
		return
	}
	l.keys[key] = true
	l.begin(func() offer {
		found, err := l.finder.DHT.GetItem(ctx, key, l.sought.Link.Salt)
		return offer{from: fromDHT, kind: pointer, key: key, item: found, err: err}
	})
}

func (l *look) remark(from string, err error) {
	if len(l.out.Remarks) < maxRemarks {
		l.out.Remarks = append(l.out.Remarks, Remark{from, err})
	}
}

// onMirror is the address of a file on a mirror.
func onMirror(mirror library.WebURL, name string) string {
	u, err := url.Parse(string(mirror))
	if err != nil {
		return string(mirror)
	}
	u.Path = strings.TrimSuffix(u.Path, "/") + "/" + name
	return u.String()
}

func hostOf(mirror library.WebURL) string {
	u, err := url.Parse(string(mirror))
	if err != nil {
		return string(mirror)
	}
	return u.Host
}
