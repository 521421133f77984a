package watch

// Next goes to the item that follows, as its key does. It and the others here are for
// keys that the window does not hear: those of the desktop's.
func (s *Screen) Next() { s.remote(s.next) }

// Previous goes to the item before.
func (s *Screen) Previous() { s.remote(s.previous) }

// End closes what plays and leaves the screen.
func (s *Screen) End() { s.remote(s.leave) }

// remote does something while the screen is in use.
func (s *Screen) remote(do func()) {
	if s.open {
		do()
	}
}
