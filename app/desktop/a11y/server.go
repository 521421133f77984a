package a11y

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/godbus/dbus/v5"

	"matinee/app/desktop/bus"
)

// Names of AT-SPI 2.
const (
	registry   = "org.a11y.atspi.Registry"
	base       = "/org/a11y/atspi/accessible"
	rootPath   = base + "/root"
	windowPath = base + "/0"
	nullPath   = "/org/a11y/atspi/null"
	cachePath  = "/org/a11y/atspi/cache"
	iface      = "org.a11y.atspi."
)

// ref names an object on the bus.
type ref struct {
	Name string
	Path dbus.ObjectPath
}

// firstWait is how long the first tree is waited for before readers are told of us.
const firstWait = 3 * time.Second

// server is the window as readers hear it.
type server struct {
	conn *dbus.Conn
	opt  Options
	name string // ours on the bus
	now  atomic.Pointer[index]
	next atomic.Pointer[Tree]
	news chan struct{}

	mu      sync.Mutex
	number  int32 // that the registry gave us
	desktop ref   // what we stand in
}

func newServer(conn *dbus.Conn, o Options) (*server, error) {
	s := &server{conn: conn, opt: o, name: conn.Names()[0], news: make(chan struct{}, 1)}
	s.now.Store(newIndex(Tree{Title: o.Name}))
	for name, calls := range map[string]any{
		iface + "Accessible": accessibleCalls{s}, iface + "Application": applicationCalls{s}, iface + "Component": componentCalls{s},
		iface + "Action": actionCalls{s}, iface + "Text": textCalls{s}, properties: propertyCalls{s},
	} {
		if err := conn.ExportSubtree(calls, base, name); err != nil {
			return nil, fmt.Errorf("serve %s: %w", name, err)
		}
	}
	if err := conn.Export(cacheCalls{}, cachePath, iface+"Cache"); err != nil {
		return nil, fmt.Errorf("serve the cache: %w", err)
	}
	return s, nil
}

// run tells readers of the window and of what changes in it.
func (s *server) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var listening sync.WaitGroup
	defer listening.Wait()
	defer cancel()
	listening.Go(func() { s.opt.Listen(ctx, s.tell) })
	first := time.NewTimer(firstWait)
	defer first.Stop()
	select {
	case <-ctx.Done():
		return nil
	case <-first.C:
	case <-s.news:
		if t := s.next.Load(); t != nil {
			s.now.Store(newIndex(*t))
		}
	}
	var desktop ref
	if err := bus.Call(ctx, s.conn.Object(registry, rootPath), iface+"Socket.Embed", ref{s.name, rootPath}).Store(&desktop); err != nil {
		return fmt.Errorf("stand among the programs that can be heard: %w", err)
	}
	s.mu.Lock()
	s.desktop = desktop
	s.mu.Unlock()
	s.greet()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.conn.Context().Done():
			return fmt.Errorf("the accessibility bus is gone: %w", s.conn.Context().Err())
		case <-s.news:
			if t := s.next.Load(); t != nil {
				before := s.now.Load()
				s.now.Store(newIndex(*t))
				s.changed(before, s.now.Load())
			}
		}
	}
}

// tell takes a tree. Of several that come at once the last counts.
func (s *server) tell(t Tree) {
	s.next.Store(&t)
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// at is what a call is about: the program (app), the window (0) or a node.
type at struct {
	*index
	app    bool
	window bool
	node   entry
}

// find is what stands at a path.
func (s *server) find(m dbus.Message) (at, *dbus.Error) {
	path, _ := m.Headers[dbus.FieldPath].Value().(dbus.ObjectPath)
	x := s.now.Load()
	switch path {
	case rootPath:
		return at{index: x, app: true}, nil
	case windowPath:
		return at{index: x, window: true}, nil
	}
	if id, err := strconv.ParseUint(strings.TrimPrefix(string(path), base+"/"), 10, 32); err == nil {
		if e, ok := x.nodes[uint32(id)]; ok {
			return at{index: x, node: e}, nil
		}
	}
	return at{}, dbus.NewError("org.freedesktop.DBus.Error.UnknownObject", []any{"it is not on the window any more"})
}

// id is the number by which children are asked for.
func (a at) id() uint32 {
	if a.node.Node != nil {
		return a.node.ID
	}
	return 0
}

func pathOf(id uint32) dbus.ObjectPath {
	return dbus.ObjectPath(base + "/" + strconv.FormatUint(uint64(id), 10))
}

// ref is how a node, or the window, is named to others.
func (s *server) ref(id uint32) ref { return ref{s.name, pathOf(id)} }

func null() ref { return ref{"", nullPath} }

// cacheCalls answer who would have everything at once, which nobody has to.
type cacheCalls struct{}

// cached is an item of it.
type cached struct {
	Own, App, Parent ref
	Index, Children  int32
	Interfaces       []string
	Name             string
	Role             uint32
	Description      string
	States           []uint32
}

// GetItems lists none.
func (cacheCalls) GetItems() ([]cached, *dbus.Error) { return []cached{}, nil }
