package studio

import "matinee/library"

// mends is the step in which what a remark found can be changed; -1 for none.
func (f *flow) mends(code library.RemarkCode) int {
	at := func(fits func(step) bool) int {
		for i, s := range f.steps {
			if fits(s) {
				return i
			}
		}
		return -1
	}
	switch code {
	case library.RemarkNoTitle, library.RemarkNoCreator:
		return at(func(s step) bool { _, ok := s.(*aboutStep); return ok })
	case library.RemarkNoMain, library.RemarkMissing, library.RemarkEmpty, library.RemarkBroken, library.RemarkPoster:
		return at(func(s step) bool { _, ok := s.(*itemsStep); return ok })
	case library.RemarkCardFee, library.RemarkNothing:
		return at(func(s step) bool { _, ok := s.(*offersStep); return ok })
	case library.RemarkNoKey, library.RemarkWindow, library.RemarkTwice, library.RemarkLate:
		return at(func(s step) bool { _, ok := s.(*windowStep); return ok })
	case library.RemarkNoRights:
		return at(func(s step) bool { _, ok := s.(*rightsStep); return ok })
	}
	return -1
}
