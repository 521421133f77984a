package seal

import (
	"errors"
	"fmt"
	"io"
	"sync"

	"filippo.io/age"

	"matinee/library"
)

const (
	chunkSize  = 64 << 10       // of plaintext, sealed by age as one
	stepSize   = 4 * chunkSize  // opened at once when reading goes on for long
	cacheSteps = 8              // kept: 2 MiB
	longRun    = 8 << 20        // bytes read in a row, after which no picture waits for the next chunk
	maxSealed  = int64(1) << 50 // bytes; more is no file
)

// Opened is a sealed item, opened for reading at any point. It is safe for use by
// several goroutines at once; while one waits for its source the others read what
// is kept.
type Opened struct {
	plain *payload

	mu    sync.Mutex
	cache []step // the newest last
}

// step is a run of whole chunks that were opened in one go.
type step struct {
	at   int64 // offset in the plain form, a multiple of chunkSize
	data []byte
	run  int64 // bytes that were read in a row, up to its end
}

// OpenAt opens the age file that src holds, size bytes long, for reading at any
// point. It reads the header. The size must be known to be right, as one that a
// manifest is signed over; a file that was cut off shows where its end is read. An
// error is of the kind wrong_key when the identity is of another edition, and
// damaged_item when the file is not what was sealed; what src says is passed on
// as it is, so that waiting for data and being canceled stay what they are.
func OpenAt(src io.ReaderAt, size int64, identity library.Identity) (*Opened, error) {
	with, err := parse(identity)
	if err != nil {
		return nil, err
	}
	if size < 0 || size > maxSealed {
		return nil, library.Errorf(library.CodeDamagedItem, "%d bytes", size)
	}
	from := &originAt{r: src}
	// The header is bounded before age parses it for its stanzas.
	header, err := age.ExtractHeader(io.NewSectionReader(from, 0, min(size, maxHeader)))
	if err != nil {
		return nil, fmt.Errorf("open: %w", blame(err))
	}
	key, err := age.DecryptHeader(header, with)
	if err != nil {
		return nil, fmt.Errorf("open: %w", refused(err))
	}
	plain, err := newPayload(from, size, header, key)
	if err != nil {
		return nil, fmt.Errorf("open: %w", blame(err))
	}
	return &Opened{plain: plain}, nil
}

// Size is the length of the plain form in bytes.
func (o *Opened) Size() int64 { return o.plain.size }

// Ahead is how many bytes from an offset on belong to the same chunk: they can be read as
// soon as it is there, what follows them may take longer.
func (o *Opened) Ahead(off int64) int64 { return chunkSize - off%chunkSize }

// ReadAt reads the plain form (io.ReaderAt). After a jump, and for some MiB behind it, it opens
// no more than the chunks asked for, so that little has to arrive first; where reading goes
// on it opens 256 KiB at once.
func (o *Opened) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("read a sealed item before its start")
	}
	n := 0
	for n < len(p) && off < o.plain.size {
		s, err := o.step(off, int64(len(p)-n))
		if err != nil {
			return n, fmt.Errorf("read a sealed item: %w", err)
		}
		took := copy(p[n:], s.data[off-s.at:])
		n, off = n+took, off+int64(took)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// step returns the opened chunks around off, from the cache if they are there.
func (o *Opened) step(off, want int64) (step, error) {
	at := off - off%chunkSize
	s, run := o.cached(off, at)
	if s.data != nil {
		return s, nil
	}
	length := off%chunkSize + want
	length = min(stepSize, (length+chunkSize-1)/chunkSize*chunkSize)
	if run >= longRun {
		length = stepSize
	}
	length = min(length, o.plain.size-at)
	s = step{at: at, data: make([]byte, length), run: run + length}
	if err := o.plain.read(s.data, at); err != nil {
		return step{}, blame(err)
	}
	o.keep(s)
	return s, nil
}

// cached looks for the step that holds off, and tells how much was read in a row up to at.
func (o *Opened) cached(off, at int64) (found step, run int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, s := range o.cache {
		end := s.at + int64(len(s.data))
		if s.at <= off && off < end {
			o.cache = append(append(o.cache[:i:i], o.cache[i+1:]...), s)
			return s, 0
		}
		if end == at {
			run = s.run
		}
	}
	return step{}, run
}

func (o *Opened) keep(s step) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.cache = append(o.cache, s)
	if len(o.cache) > cacheSteps {
		o.cache = append(o.cache[:0:0], o.cache[1:]...)
	}
}
