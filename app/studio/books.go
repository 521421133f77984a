package studio

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"matinee/library"
	"matinee/library/format"
)

// Certified are the words for stores that a channel has given here, dropped and expired
// ones too: what was sold under them stays owed.
func (s *Studio) Certified(channel library.Key) (list []format.StoreCertificate, err error) {
	names, err := os.ReadDir(s.certificates().dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, n := range names {
		if !strings.HasPrefix(n.Name(), string(channel)+"-") {
			continue
		}
		raw, rerr := s.certificates().read(n.Name())
		if rerr == nil {
			var c format.Signed[format.StoreCertificate]
			if c, rerr = format.Read[format.StoreCertificate](raw); rerr == nil && c.Doc.Channel == channel {
				list = append(list, c.Doc)
			}
		}
		err = errors.Join(err, rerr)
	}
	return list, err
}

// Signed are all terms that were signed here for a channel, by their hashes, and what its
// productions are called.
func (s *Studio) Signed(channel library.Key) (terms map[library.Digest][]byte, titles map[library.Token]string, err error) {
	terms, titles = map[library.Digest][]byte{}, map[library.Token]string{}
	all, err := s.states()
	for _, st := range all {
		if st.Channel != channel {
			continue
		}
		titles[st.ID] = st.Title
		f := s.home(st.ID)
		for _, version := range f.versions() {
			raw, rerr := f.read(termsName(version))
			if rerr == nil {
				var t format.Signed[format.Terms]
				if t, rerr = format.Read[format.Terms](raw); rerr == nil {
					terms[t.Digest()] = raw
				}
			}
			err = errors.Join(err, rerr)
		}
	}
	return terms, titles, err
}
