package swarm

import (
	"bytes"
	"context"
	"crypto/sha1"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anacrolix/dht/v2"
	"github.com/anacrolix/dht/v2/bep44"
	"github.com/anacrolix/dht/v2/krpc"
	"github.com/anacrolix/dht/v2/traversal"
	"github.com/anacrolix/torrent/bencode"

	k_nearest_nodes "github.com/anacrolix/dht/v2/k-nearest-nodes"

	"matinee/library"
)

// Bounds of a look-up of an item. Nodes may name others without end, close to
// whatever is looked for.
const (
	itemWait    = 30 * time.Second // of a whole look-up
	itemAlpha   = 8                // queries at the same time
	itemClosest = 8                // nodes that keep an item
	itemQueries = 150              // in all
)

// GetItem looks for a mutable item (BEP 44) in the DHT. Nodes that answer with
// something that the key did not sign are not believed. That nothing was found is
// no error.
func (e *Engine) GetItem(ctx context.Context, key library.Key, salt string) (library.FoundMutable, error) {
	found, _, err := e.lookItem(ctx, key, salt)
	return found, err
}

// PutItem gives an item to the closest nodes and returns how many took it. One
// with a higher seq that is out there gives library.CodeRolledBack, another value
// under the same seq library.CodeForked, and nothing is put.
func (e *Engine) PutItem(ctx context.Context, item library.Mutable) (int, error) {
	if !signedItem(item) {
		return 0, &library.Error{Code: library.CodeBadSignature}
	}
	found, at, err := e.lookItem(ctx, item.Key, item.Salt)
	switch {
	case err != nil:
		return 0, err
	case found.OK() && found.Item.Seq > item.Seq:
		return 0, library.Errorf(library.CodeRolledBack, "seq %d is out there, after %d", found.Item.Seq, item.Seq)
	case found.OK() && found.Item.Seq == item.Seq && !bytes.Equal(found.Item.Value, item.Value):
		return 0, library.Errorf(library.CodeForked, "seq %d is out there with another value", item.Seq)
	}
	return at.put(ctx, item)
}

// itemLook is one look-up of an item.
type itemLook struct {
	server *dht.Server
	key    library.Key
	public [32]byte
	salt   []byte
	asked  atomic.Int32

	mu      sync.Mutex
	best    library.FoundMutable
	closest []itemNode
}

// itemNode is a node close to an item's place, and what it answered.
type itemNode struct {
	addr  krpc.NodeAddr
	token string // to put something with
	seq   int64
	value []byte // nil: it has nothing that the key signed
}

// lookItem asks ever closer nodes until no closer one is named.
func (e *Engine) lookItem(ctx context.Context, key library.Key, salt string) (library.FoundMutable, *itemLook, error) {
	public := key.Public()
	if public == nil || len(salt) > 64 {
		return library.FoundMutable{}, nil, library.Errorf(library.CodeBadLink, "no key of an item")
	}
	e.net.RLock()
	server, gone, broken := e.socks.dht, e.socks.ctx, e.broken
	e.net.RUnlock()
	if server == nil {
		if broken == nil {
			broken = library.Errorf(library.CodeNoPeers, "the DHT is off")
		}
		return library.FoundMutable{}, nil, broken
	}
	ctx, cancel := context.WithTimeout(ctx, itemWait)
	defer cancel()
	defer context.AfterFunc(gone, cancel)()
	look := &itemLook{server: server, key: key, public: [32]byte(public), salt: []byte(salt)}
	if err := look.run(ctx); err != nil {
		return library.FoundMutable{}, nil, err
	}
	return look.best, look, nil
}

func (l *itemLook) run(ctx context.Context) error {
	target := sha1.Sum(append(l.public[:], l.salt...))
	op := traversal.Start(traversal.OperationInput{
		Target: target, Alpha: itemAlpha, K: itemClosest, NodeFilter: l.server.TraversalNodeFilter,
		DoQuery: func(query context.Context, addr krpc.NodeAddr) traversal.QueryResult {
			return l.ask(query, addr, target)
		},
		DataFilter: func(data any) bool { _, answered := data.(itemNode); return answered },
	})
	nodes, err := l.server.TraversalStartingNodes()
	if err == nil {
		op.AddNodes(nodes)
		select {
		case <-op.Stalled():
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	op.Stop()
	<-op.Stopped()
	if errors.Is(err, context.DeadlineExceeded) { // what was found until then counts
		err = nil
	}
	if err != nil {
		return library.Wrap(library.CodeNoPeers, err)
	}
	op.Closest().Range(func(elem k_nearest_nodes.Elem) {
		if node, ok := elem.Data.(itemNode); ok {
			l.closest = append(l.closest, node)
		}
	})
	l.count()
	return nil
}

// ask queries one node.
func (l *itemLook) ask(ctx context.Context, addr krpc.NodeAddr, target [20]byte) (out traversal.QueryResult) {
	if l.asked.Add(1) > itemQueries {
		return out
	}
	res := l.server.Get(ctx, dht.NewAddr(addr.UDP()), target, nil, dht.QueryRateLimiting{})
	r := res.Reply.R
	if res.ToError() != nil || r == nil {
		return out
	}
	item, has, honest := l.itemIn(r)
	if r.Token == nil || !honest {
		return out // it would take nothing, or crowds out those who tell the truth
	}
	node := itemNode{addr: addr, token: *r.Token}
	if has {
		node.seq, node.value = item.Seq, item.Value
		l.note(item)
	}
	out = res.TraversalQueryResult(addr)
	out.ClosestData = node
	return out
}

// itemIn takes the item out of an answer. A node that hands out what the key did not
// sign is not honest; a hostile one leaves seq out, on which the library's own way to
// look stumbles.
func (l *itemLook) itemIn(r *krpc.Return) (item library.Mutable, has, honest bool) {
	if r.Seq == nil && len(r.V) == 0 {
		return item, false, true
	}
	if r.Seq == nil || r.K != l.public {
		return item, false, false
	}
	item = library.Mutable{Key: l.key, Salt: string(l.salt), Seq: *r.Seq, Value: r.V, Sig: r.Sig[:]}
	ok := signedItem(item)
	return item, ok, ok
}

// note keeps the newest item; of two with the same seq, the first.
func (l *itemLook) note(item library.Mutable) {
	l.mu.Lock()
	defer l.mu.Unlock()
	same := l.best.OK() && item.Seq == l.best.Item.Seq
	switch {
	case !l.best.OK() || item.Seq > l.best.Item.Seq:
		item.Value, item.Sig = bytes.Clone(item.Value), bytes.Clone(item.Sig)
		l.best = library.FoundMutable{Item: item}
	case same && !bytes.Equal(item.Value, l.best.Item.Value):
		l.best.Rival = true
	}
}

// count tells how many of the closest nodes have the newest item.
func (l *itemLook) count() {
	l.best.Asked = len(l.closest)
	for _, n := range l.closest {
		if l.best.OK() && n.seq == l.best.Item.Seq && bytes.Equal(n.value, l.best.Item.Value) {
			l.best.Holders++
		}
	}
}

// put gives an item to the nodes that were closest.
func (l *itemLook) put(ctx context.Context, item library.Mutable) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, itemWait)
	defer cancel()
	args := krpc.MsgArgs{
		K: l.public, Salt: l.salt, Seq: &item.Seq, Sig: [64]byte(item.Sig), V: bencode.Bytes(item.Value),
	}
	var taken atomic.Int32
	var work sync.WaitGroup
	for _, node := range l.closest {
		args := args
		args.Token = node.token
		work.Go(func() {
			res := l.server.Query(ctx, dht.NewAddr(node.addr.UDP()), "put", dht.QueryInput{MsgArgs: args})
			if res.ToError() == nil && res.Reply.R != nil {
				taken.Add(1)
			}
		})
	}
	work.Wait()
	if taken.Load() == 0 {
		return 0, library.Errorf(library.CodeNoPeers, "no node of the DHT took it")
	}
	return int(taken.Load()), nil
}

// signedItem reports whether an item is within its bounds and signed by its key.
func signedItem(i library.Mutable) bool {
	public := i.Key.Public()
	return public != nil && len(i.Sig) == 64 && len(i.Salt) <= 64 && len(i.Value) > 0 &&
		len(i.Value) <= library.MaxMutable && bep44.Verify(public, []byte(i.Salt), i.Seq, i.Value, i.Sig)
}
