package library

import "time"

// Measures are what decides how well a media file is watched while it arrives.
type Measures struct {
	Bitrate    int64         // bits a second, of the whole file; 0: unknown
	KeyFrames  time.Duration // the longest way from one picture that stands alone to the next; 0: unknown
	IndexAtEnd bool          // the index that a player reads first lies behind the media
	Heard      bool          // the two below were measured
	Loudness   float64       // LUFS, of the whole (EBU R 128)
	Peak       float64       // dBTP, the highest true peak
}
