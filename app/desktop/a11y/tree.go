package a11y

// Node is something on the window.
type Node struct {
	ID    uint32 // not 0; stays while the thing does
	Kind  string // a key of roles
	Name  string
	Text  string // what is typed in a field
	Caret int    // where in it, in characters

	X, Y, Width, Height int // in the window, in pixels

	Shown, Focused, Focusable, Disabled, On, Lines, Acts bool
	Amount                                               *Amount // nil: it has none
	Children                                             []*Node
}

// Amount is what a slider is set to.
type Amount struct {
	Now, Least, Most, Step float64
	Settable               bool
}

// Tree is the window at a moment. Nobody changes it.
type Tree struct {
	Title         string
	Language      string // of its words, such as en
	Width, Height int
	Active        bool // the window has the keys
	Within        []*Node
}

// bounds of a tree: what is beyond is left out.
const (
	maxNodes = 5000
	maxDepth = 24
)

// entry is a node and where it stands; the window itself has the number 0.
type entry struct {
	*Node
	parent uint32
	index  int
}

// index is a tree by numbers.
type index struct {
	tree  Tree
	nodes map[uint32]entry
	focus uint32 // 0: nothing
}

func newIndex(t Tree) *index {
	x := &index{tree: t, nodes: map[uint32]entry{}}
	x.tree.Within = x.add(t.Within, 0, 0)
	return x
}

// add enters nodes, of which each number counts once, and returns those it took.
func (x *index) add(all []*Node, parent uint32, depth int) (taken []*Node) {
	for _, n := range all {
		if _, twice := x.nodes[n.ID]; twice || n.ID == 0 || depth > maxDepth || len(x.nodes) >= maxNodes {
			continue
		}
		own := *n
		x.nodes[n.ID] = entry{&own, parent, len(taken)}
		taken = append(taken, &own)
		if n.Focused {
			x.focus = n.ID
		}
		own.Children = x.add(n.Children, n.ID, depth+1)
	}
	return taken
}

// children are those of a node, or of the window.
func (x *index) children(id uint32) []*Node {
	if id == 0 {
		return x.tree.Within
	}
	if e, ok := x.nodes[id]; ok {
		return e.Children
	}
	return nil
}
