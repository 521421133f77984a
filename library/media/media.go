package media

import (
	"context"

	"matinee/library"
)

// Config is what a Media is made of. Cache is needed.
type Config struct {
	Cache string // folder for pictures and frames; made when it is missing
	Tools Tools
	// Player reads the facts of a file where ffprobe is missing. Nil for none.
	Player func(ctx context.Context, path string) (library.Facts, error)
}

// Media looks into media files. Its methods are safe for concurrent use.
type Media struct {
	cfg   Config
	easel chan struct{} // held while artwork is made: it may take 100 MB
	turn  chan struct{} // held while a frame is made
	made  int           // frames, guarded by turn
}

// New makes a Media. It starts nothing and needs no end.
func New(cfg Config) *Media {
	return &Media{cfg: cfg, easel: make(chan struct{}, 1), turn: make(chan struct{}, 1)}
}
