package art

import (
	"context"
	"image"
	"image/color"
	"sync"

	"matinee/app/ui/live"
	"matinee/library"
)

// Source finds the file of a picture. It is asked off the main thread.
type Source interface {
	// Artwork returns the path of a JPEG of that shape; an error means that
	// there is none.
	Artwork(ctx context.Context, id library.BundleID, shape library.Shape) (path string, err error)
}

// Sent finds the pictures that channels send with what they list. A Source that can do
// that, too, shows them.
type Sent interface {
	ChannelPicture(ctx context.Context, channel library.Key, picture library.Digest, shape library.Shape) (path string, err error)
}

// Want names a picture as it is to be shown. Two equal ones are decoded once.
type Want struct {
	ID   library.BundleID
	Mark string // library.Card's Artwork; "" means that there is no picture
	// Channel sent the picture, whose digest is Mark; "" for one of the library's.
	Channel library.Key
	Shape   library.Shape
	// Width and Height are in pixels of the screen. The picture is cropped to
	// their proportion, and not enlarged.
	Width, Height int
	// Fade, when it is not transparent, is the colour the picture runs out into
	// at its left and lower edge.
	Fade color.NRGBA
}

// workers is how many pictures are decoded at a time: few enough to leave the
// machine to what draws and plays.
const workers = 2

// Loader loads pictures. Its methods belong to the main thread.
type Loader struct {
	loop   *live.Loop
	source Source

	mu      sync.Mutex
	jobs    map[Want]*job
	waiting []*job // the last one is the next to be loaded
	running int
	done    []*job // loaded, not told yet
	telling bool
	memory  *memory
}

// job is one picture under way.
type job struct {
	want    Want
	tickets []*Ticket
	ctx     context.Context
	cancel  context.CancelFunc
	picture *image.RGBA
}

// Ticket is somebody's wish for a picture.
type Ticket struct {
	loader *Loader
	job    *job
	show   func(image.Image)
}

// New makes a loader that keeps at most limit bytes of pictures. Its work ends
// with the loop.
func New(loop *live.Loop, source Source, limit int64) *Loader {
	return &Loader{loop: loop, source: source, jobs: map[Want]*job{}, memory: newMemory(limit)}
}

// Load returns at once the picture, if it is in memory, or else what stands in
// for it. In the second case show is called once on the main thread with the
// picture when it was loaded; never if there is none. The ticket, which may be
// nil, cancels that.
func (l *Loader) Load(w Want, show func(image.Image)) (image.Image, *Ticket) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known, picture := l.memory.get(w)
	if picture != nil {
		return picture, nil
	}
	stand := l.memory.standIn(w)
	if known || w.Mark == "" || w.Width <= 0 || w.Height <= 0 {
		return stand, nil
	}
	j := l.jobs[w]
	if j == nil {
		j = &job{want: w}
		j.ctx, j.cancel = context.WithCancel(l.loop.Context())
		l.jobs[w] = j
		l.waiting = append(l.waiting, j)
		l.start()
	}
	t := &Ticket{loader: l, job: j, show: show}
	j.tickets = append(j.tickets, t)
	return stand, t
}

// Cancel gives a wish up. It may be called on nil, and twice.
func (t *Ticket) Cancel() {
	if t == nil {
		return
	}
	l := t.loader
	l.mu.Lock()
	defer l.mu.Unlock()
	t.show = nil
	for _, other := range t.job.tickets {
		if other.show != nil {
			return
		}
	}
	t.job.cancel()
	if l.jobs[t.job.want] == t.job {
		delete(l.jobs, t.job.want)
	}
}

// Forget drops all pictures that are kept, to give memory back.
func (l *Loader) Forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.memory = newMemory(l.memory.limit)
}

// start lets another worker run, when there are too few. l.mu is held.
func (l *Loader) start() {
	if l.running < workers {
		l.running++
		l.loop.Work(func(context.Context) error { l.work(); return nil }, nil)
	}
}

// work loads one picture after the other until none waits. What was asked for
// last comes first: it is what is seen now.
func (l *Loader) work() {
	for {
		l.mu.Lock()
		if len(l.waiting) == 0 || l.loop.Context().Err() != nil {
			l.running--
			l.mu.Unlock()
			return
		}
		last := len(l.waiting) - 1
		j := l.waiting[last]
		l.waiting[last], l.waiting = nil, l.waiting[:last]
		l.mu.Unlock()
		if j.ctx.Err() == nil {
			j.picture = l.load(j)
		}
		l.finish(j)
	}
}

func (l *Loader) find(j *job) (path string, err error) {
	if j.want.Channel == "" {
		return l.source.Artwork(j.ctx, j.want.ID, j.want.Shape)
	}
	sent, ok := l.source.(Sent)
	if !ok {
		return "", library.Errorf(library.CodeNotFound, "picture %s", j.want.Mark)
	}
	return sent.ChannelPicture(j.ctx, j.want.Channel, library.Digest(j.want.Mark), j.want.Shape)
}

func (l *Loader) load(j *job) *image.RGBA {
	path, err := l.find(j)
	if err != nil {
		return nil
	}
	picture, err := decode(path, j.want)
	if err != nil { // damaged: the stand-in stays
		return nil
	}
	return picture
}

// finish keeps what was loaded and tells those who wait, many at once.
func (l *Loader) finish(j *job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	canceled := j.ctx.Err() != nil
	j.cancel()
	if l.jobs[j.want] == j {
		delete(l.jobs, j.want)
	}
	if canceled && j.picture == nil {
		return
	}
	l.memory.put(j.want, j.picture)
	if j.picture == nil {
		return
	}
	l.done = append(l.done, j)
	if !l.telling {
		l.telling = true
		l.loop.Post(l.tell)
	}
}

// tell hands out what was loaded, on the main thread.
func (l *Loader) tell() {
	l.mu.Lock()
	done := l.done
	l.done, l.telling = nil, false
	l.mu.Unlock()
	for _, j := range done {
		for _, t := range l.takers(j) {
			t(j.picture)
		}
	}
}

// takers are those who still want the job's picture.
func (l *Loader) takers(j *job) []func(image.Image) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var shows []func(image.Image)
	for _, t := range j.tickets {
		if t.show != nil {
			shows = append(shows, t.show)
		}
	}
	return shows
}
