package publish

import (
	"errors"
	"os"
	"sync/atomic"
)

const (
	windowSize  = 8 << 20 // bytes after which the disk is told to begin
	windowCount = 4       // windows that may wait for it
)

// outfile writes a file from its start to its end. The disk works from the first
// window on instead of at the end, and what it has is given up by the page cache:
// nobody reads soon what a publication writes, and the same few pages in turn are
// quicker than as many new ones as the file is large. It is used by one goroutine.
type outfile struct {
	f      *os.File
	at     int64      // written so far
	asked  int64      // of which somebody settles
	ends   chan int64 // of windows
	ended  chan struct{}
	failed atomic.Pointer[error]
}

// create makes the file, or empties it. Close must be called.
func create(path string) (*outfile, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	o := &outfile{f: f, ends: make(chan int64, windowCount), ended: make(chan struct{})}
	go o.settle()
	return o, nil
}

// Write takes p over; an error may be that of what was written before.
func (o *outfile) Write(p []byte) (int, error) {
	if err := o.err(); err != nil {
		return 0, err
	}
	n, err := o.f.Write(p)
	o.at += int64(n)
	if o.at-o.asked >= windowSize {
		o.ends <- o.at
		o.asked = o.at
	}
	return n, err
}

// settle brings the windows to the disk while the next ones are written. It waits
// for one only when the disk has windowCount others to do, so that it never rests.
func (o *outfile) settle() {
	defer close(o.ended)
	begun, settled := []int64{0}, int64(0)
	for end := range o.ends {
		from := begun[len(begun)-1]
		err := beginWindow(o.f, from, end-from)
		if begun = append(begun, end); err == nil && len(begun) > windowCount {
			err = endWindow(o.f, settled, begun[1]-settled)
			begun = begun[1:]
			settled = begun[0]
		}
		if err != nil {
			o.failed.CompareAndSwap(nil, &err)
		}
	}
}

// err is what the disk said.
func (o *outfile) err() error {
	if err := o.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// Close waits until everything is on the disk, and closes the file.
func (o *outfile) Close() error {
	close(o.ends)
	<-o.ended
	return errors.Join(o.err(), o.f.Sync(), o.f.Close())
}
