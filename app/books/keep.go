package books

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"matinee/library"
	"matinee/library/ledger"
	"matinee/sync/publish"
)

// Kept are the books of one store for one channel, as they are known here.
type Kept struct {
	Entries []ledger.Entry
	Head    ledger.Head // of the entries
	state
	path string // of its two files, without what their names end with
}

// state is what is remembered beside the entries, whose file is only appended to.
type state struct {
	Bytes   int64     `json:"bytes"` // of the file of entries; what follows was cut off and does not count
	Asked   time.Time `json:"asked"`
	Signed  string    `json:"head"` // the last answer's
	Terms   []string  `json:"terms"`
	Against string    `json:"against,omitempty"` // a head that contradicts what is kept
	Why     string    `json:"why,omitempty"`
}

// Bounds of what is read of kept books, and of one entry, in bytes.
const (
	maxKept  = 1 << 30
	maxEntry = 1 << 20
)

// Open reads what is kept in a folder; a store is told by its recipient, which stays when
// it replaces the key it signs with.
func Open(dir string, channel library.Key, store library.Recipient) (*Kept, error) {
	name := sha256.Sum256([]byte(string(channel) + " " + string(store)))
	k := &Kept{path: filepath.Join(dir, fmt.Sprintf("%x", name[:16]))}
	raw, err := publish.ReadBounded(k.path+".json", maxKept)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &k.state)
	}
	if err == nil && k.Bytes > 0 {
		err = k.readEntries()
	}
	if err != nil {
		return nil, fmt.Errorf("read the books of a store: %w", err)
	}
	return k, nil
}

func (k *Kept) readEntries() error {
	raw, err := publish.ReadBounded(k.path+".entries", maxKept)
	if err != nil {
		return err
	}
	if int64(len(raw)) < k.Bytes {
		return errors.New("entries are missing")
	}
	lines := bufio.NewScanner(bytes.NewReader(raw[:k.Bytes]))
	lines.Buffer(nil, maxEntry)
	for lines.Scan() {
		var e ledger.Entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return err
		}
		k.Entries = append(k.Entries, e)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if n := len(k.Entries); n > 0 {
		last := k.Entries[n-1]
		hash, err := last.Hash()
		if err != nil {
			return err
		}
		k.Head = ledger.Head{N: last.N, Hash: hash}
	}
	return nil
}

// save appends entries, and only then says that they are there.
func (k *Kept) save(more []ledger.Entry) error {
	if err := os.MkdirAll(filepath.Dir(k.path), 0o700); err != nil {
		return err
	}
	if len(more) > 0 {
		if err := k.append(more); err != nil {
			return fmt.Errorf("keep the books of a store: %w", err)
		}
	}
	raw, err := json.Marshal(k.state)
	if err == nil {
		err = publish.WriteWhole(k.path+".json", raw, 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep the books of a store: %w", err)
	}
	return nil
}

func (k *Kept) append(more []ledger.Entry) error {
	var text bytes.Buffer
	for _, e := range more {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		text.Write(append(line, '\n'))
	}
	file, err := os.OpenFile(k.path+".entries", os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	err = file.Truncate(k.Bytes)
	if err == nil {
		_, err = file.WriteAt(text.Bytes(), k.Bytes)
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		k.Bytes += int64(text.Len())
	}
	return err
}
