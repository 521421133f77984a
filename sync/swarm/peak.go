package swarm

import (
	"reflect"
	"unsafe"

	"github.com/anacrolix/torrent"
)

// peakField is where a connection keeps how many requests the last batch had.
// The client never asks for more than twice of it and so needs a round trip for
// every doubling, from one block on and again after every pause; there is no
// setting for it. Raised while a request is being made, under the client's lock,
// it lets the batch go on to what the peer allows. Should a version of the
// client keep it elsewhere, nothing is touched and starts are slower: a test
// tells.
type peakField struct {
	offset uintptr
	found  bool
}

func findPeak() (f peakField) {
	t := reflect.TypeFor[torrent.PeerConn]()
	field, ok := t.FieldByName("peakRequests")
	if !ok || field.Type.Kind() != reflect.Int {
		return f
	}
	for _, i := range field.Index {
		if t.Kind() != reflect.Struct {
			return f // behind a pointer
		}
		f.offset += t.Field(i).Offset
		t = t.Field(i).Type
	}
	f.found = true
	return f
}

// raise lets a connection have most requests outstanding at once, as far as its
// peer allows. The client's lock must be held.
func (f peakField) raise(pc *torrent.PeerConn, most int) {
	if f.found {
		*(*int)(unsafe.Add(unsafe.Pointer(pc), f.offset)) = most
	}
}
