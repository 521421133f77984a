package player

// Film reports whether moving pictures are shown now: no music with its cover, no
// pause, no waiting for data.
func (s Status) Film() bool {
	if s.State != Playing || s.Paused || s.Media.Audio || s.Width == 0 {
		return false
	}
	track, ok := s.Selected(VideoTrack)
	return !ok || !track.Picture
}
