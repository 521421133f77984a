package seal

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
)

const (
	blockSize  = 256 << 10 // bytes handed on at once
	blockCount = 4         // blocks under way between one writer and its sinks
)

// block is a piece of the stream, read by several sinks at the same time.
type block struct {
	data  []byte
	users atomic.Int32
}

// fan hands what is written to it to several sinks, each in a goroutine of its
// own, so that hashing and writing go on beside encrypting. Its memory is bounded
// by its blocks: the slowest sink sets the pace. It is used by one goroutine.
type fan struct {
	feeds   []chan *block
	free    chan *block
	current *block
	done    sync.WaitGroup
	failed  atomic.Pointer[error]
}

// newFan starts the sinks. Close ends them; it must be called.
func newFan(sinks ...io.Writer) *fan {
	f := &fan{free: make(chan *block, blockCount)}
	for range blockCount {
		f.free <- &block{data: make([]byte, 0, blockSize)}
	}
	for _, sink := range sinks {
		feed := make(chan *block, blockCount)
		f.feeds = append(f.feeds, feed)
		f.done.Go(func() { f.drain(feed, sink) })
	}
	return f
}

// drain writes blocks to a sink; after an error of any sink it only frees them.
func (f *fan) drain(feed <-chan *block, sink io.Writer) {
	for b := range feed {
		if f.failed.Load() == nil {
			n, err := sink.Write(b.data)
			if err == nil && n < len(b.data) {
				err = io.ErrShortWrite
			}
			if err != nil {
				f.failed.CompareAndSwap(nil, &err)
			}
		}
		if b.users.Add(-1) == 0 {
			b.data = b.data[:0]
			f.free <- b
		}
	}
}

// err is the first error of a sink.
func (f *fan) err() error {
	if err := f.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// room is a block with space left.
func (f *fan) room() *block {
	if f.current == nil {
		f.current = <-f.free
	}
	return f.current
}

// pass hands the current block to every sink.
func (f *fan) pass() {
	b := f.current
	f.current = nil
	b.users.Store(int32(len(f.feeds)))
	for _, feed := range f.feeds {
		feed <- b
	}
}

// Write copies p into blocks.
func (f *fan) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		if err := f.err(); err != nil {
			return written, err
		}
		b := f.room()
		n := min(len(p), blockSize-len(b.data))
		b.data = append(b.data, p[:n]...)
		p, written = p[n:], written+n
		if len(b.data) == blockSize {
			f.pass()
		}
	}
	return written, nil
}

// fill reads src to its end, straight into blocks.
func (f *fan) fill(src io.Reader) error {
	for {
		if err := f.err(); err != nil {
			return err
		}
		b := f.room()
		n, err := src.Read(b.data[len(b.data):blockSize])
		b.data = b.data[:len(b.data)+n]
		if len(b.data) == blockSize {
			f.pass()
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Close hands on what is left, waits for the sinks and tells the first error.
func (f *fan) Close() error {
	if f.current != nil && len(f.current.data) > 0 {
		f.pass()
	}
	for _, feed := range f.feeds {
		close(feed)
	}
	f.done.Wait()
	return f.err()
}
