package swarm

import (
	"reflect"
	"sync"
	"unsafe"

	g "github.com/anacrolix/generics"
	"github.com/anacrolix/torrent"
)

// spanField is where a torrent keeps how far its bytes reach. The client adds the
// lengths of a hybrid bundle's files up (BEP 52) but counts offsets with the padding
// between them, so that what lies at its end is beyond the end for it: readers
// there wait for ever, also when all is there, and webseeds are never asked for it.
// There is no setting for it. Should a version of the client keep it elsewhere,
// nothing is touched: a test tells.
type spanField struct {
	length, client, lock uintptr
	found                bool
}

func findSpan() (f spanField) {
	t := reflect.TypeFor[torrent.Torrent]()
	length, hasLength := t.FieldByName("_length")
	client, hasClient := t.FieldByName("cl")
	lock, hasLock := reflect.TypeFor[torrent.Client]().FieldByName("_mu")
	f = spanField{length: length.Offset, client: client.Offset, lock: lock.Offset}
	f.found = hasLength && len(length.Index) == 1 && length.Type == reflect.TypeFor[g.Option[int64]]() &&
		hasClient && len(client.Index) == 1 && client.Type == reflect.TypeFor[*torrent.Client]() &&
		hasLock && len(lock.Index) == 1 && reflect.PointerTo(lock.Type).Implements(reflect.TypeFor[sync.Locker]())
	return f
}

// stretch makes a torrent with metainfo reach to the end of its last file.
func (f spanField) stretch(t *torrent.Torrent) {
	if !f.found {
		return
	}
	end := reach(t)
	client := *(**torrent.Client)(unsafe.Add(unsafe.Pointer(t), f.client))
	field, _ := reflect.TypeFor[torrent.Client]().FieldByName("_mu")
	lock, ok := reflect.NewAt(field.Type, unsafe.Add(unsafe.Pointer(client), f.lock)).Interface().(sync.Locker)
	if !ok {
		return
	}
	lock.Lock()
	defer lock.Unlock()
	if length := (*g.Option[int64])(unsafe.Add(unsafe.Pointer(t), f.length)); length.Ok {
		length.Value = max(length.Value, end)
	}
}

// reach is where the last of a torrent's files ends.
func reach(t *torrent.Torrent) (end int64) {
	for _, file := range t.Files() {
		end = max(end, file.Offset()+file.Length())
	}
	return end
}
