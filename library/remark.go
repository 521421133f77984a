package library

import "fmt"

// RemarkCode is the kind of what a check-up before publishing found.
type RemarkCode string

// The kinds of remarks.
const (
	RemarkRefused   RemarkCode = "refused"    // the documents would not be valid; Detail says why
	RemarkNoTitle   RemarkCode = "no-title"   //
	RemarkNoMain    RemarkCode = "no-main"    // there is nothing to watch
	RemarkNoRights  RemarkCode = "no-rights"  // the rights statement is missing
	RemarkNoCreator RemarkCode = "no-creator" //
	RemarkWindow    RemarkCode = "window"     // Detail says what is wrong with it
	RemarkTwice     RemarkCode = "time-twice" // clocks show the premiere's time twice
	RemarkLate      RemarkCode = "premiere-past"
	RemarkMissing   RemarkCode = "file-missing"
	RemarkEmpty     RemarkCode = "file-empty"
	RemarkBroken    RemarkCode = "file-broken"
	RemarkIndex     RemarkCode = "index-at-end" // can be moved to the front
	RemarkKeyFrames RemarkCode = "keyframes"    // Value, Limit: seconds
	RemarkPiece     RemarkCode = "piece"        // Value: seconds of media in a piece; Limit
	RemarkBitrate   RemarkCode = "bitrate"      // Value, Limit: Mbit/s
	RemarkLoud      RemarkCode = "loud"         // Value, Limit: LUFS
	RemarkQuiet     RemarkCode = "quiet"        // Value, Limit: LUFS
	RemarkClipping  RemarkCode = "clipping"     // Value, Limit: dBTP
	RemarkUneven    RemarkCode = "uneven"       // Value, Limit: LU between the loudest and the quietest
	RemarkCaptions  RemarkCode = "no-captions"
	RemarkPoster    RemarkCode = "no-poster"
	RemarkCardFee   RemarkCode = "card-fee"     // Price, Floor
	RemarkNothing   RemarkCode = "edition-open" // an edition is sold, but nothing of it is sealed
	RemarkNoKey     RemarkCode = "no-key"       // free, but sealed until it opens, and nothing opens it
)

// Remark is something that a check-up found. What blocks must be mended before
// the bundle can be published; the rest is advice.
type Remark struct {
	Code    RemarkCode `json:"code"`
	Blocks  bool       `json:"blocks"`
	Item    ItemPath   `json:"item,omitempty"`
	Edition EditionID  `json:"edition,omitempty"`
	Value   float64    `json:"value,omitempty"`
	Limit   float64    `json:"limit,omitempty"`
	Price   *Money     `json:"price,omitempty"`
	Floor   *Money     `json:"floor,omitempty"` // from which price on the remark would not be made
	Mends   bool       `json:"mends,omitempty"` // the program can mend it
	Detail  string     `json:"detail,omitempty"`
}

// Explain turns a remark into sentences for people: what was found, the particular,
// and what to do. What and Do are English and the keys of the translations.
func (r Remark) Explain() Explanation {
	row, ok := remarks()[r.Code]
	if !ok {
		row = remarks()[RemarkRefused]
	}
	return Explanation{What: row.what, Detail: r.particular(row.unit), Do: row.do}
}

// particular is what the remark measured.
func (r Remark) particular(unit string) string {
	about := string(r.Item)
	if about == "" {
		about = string(r.Edition)
	}
	text := r.Detail
	switch {
	case r.Price != nil && r.Floor != nil:
		text = fmt.Sprintf("%s; from %s on it does", r.Price, r.Floor)
	case unit == "s":
		text = fmt.Sprintf("%.1f s, better at most %.0f s", r.Value, r.Limit)
	case unit != "":
		text = fmt.Sprintf("%.1f %s, usual is %.0f %s", r.Value, unit, r.Limit, unit)
	}
	switch {
	case about == "":
		return text
	case text == "":
		return about
	}
	return about + ": " + text
}

type remarkRow struct{ what, do, unit string }

// remarks is the one table from kinds of remarks to words.
func remarks() map[RemarkCode]remarkRow {
	return map[RemarkCode]remarkRow{
		RemarkRefused:   {"Something in it is not allowed", "Change what is named", ""},
		RemarkNoTitle:   {"It has no title", "Give it one", ""},
		RemarkNoMain:    {"There is nothing to watch or to hear in it", "Make at least one file a main item", ""},
		RemarkNoRights:  {"Nothing says who holds the rights", "Write a rights statement, such as © 2026 and your name", ""},
		RemarkNoCreator: {"Nobody is named as its creator", "Name who made it", ""},
		RemarkWindow:    {"The time of its window cannot be", "Choose another beginning or length", ""},
		RemarkTwice:     {"Clocks show the premiere's time twice on that day", "The first of the two is meant; choose another time to be clear", ""},
		RemarkLate:      {"The premiere is in the past", "Choose a time to come, or none to begin when it is published", ""},
		RemarkMissing:   {"A file is not there any more", "Put it back, or take the item out", ""},
		RemarkEmpty:     {"A file is empty", "Replace it, or take the item out", ""},
		RemarkBroken:    {"A file is damaged or of no known kind", "Replace it, or take the item out", ""},
		RemarkIndex:     {"Its index lies at its end, so it starts later while it downloads", "Have it moved to the front; nothing is encoded anew", ""},
		RemarkKeyFrames: {"Pictures that a jump can land on are far apart", "Encode it with a key frame every few seconds", "s"},
		RemarkPiece:     {"A piece of the torrent holds much of it, so it starts later", "It is small: this costs little and cannot be changed", "s"},
		RemarkBitrate:   {"It is larger than what usual connections can send while it plays", "Offer a smaller version, too", "Mbit/s"},
		RemarkLoud:      {"It is louder than is usual", "Lower its volume", "LUFS"},
		RemarkQuiet:     {"It is quieter than is usual", "Raise its volume", "LUFS"},
		RemarkClipping:  {"Its loudest moments may be distorted", "Lower its volume a little", "dBTP"},
		RemarkUneven:    {"Its items are not equally loud", "Bring them to one loudness", "LU"},
		RemarkCaptions:  {"It has no captions", "Put a subtitle file of the same name beside it", ""},
		RemarkPoster:    {"It has no poster", "Put a picture called poster.jpg into the folder, or have a frame taken", ""},
		RemarkCardFee:   {"The store's part of this price does not pay for a card payment", "Raise the price, have buyers bear the card fee, or sell by other means than cards", ""},
		RemarkNothing:   {"It is sold, but everybody gets all of it without paying", "List main items in it that no free edition has", ""},
		RemarkNoKey:     {"It is free but sealed, and nothing will open it for everybody", "Let it open after the window, or take the window away", ""},
	}
}

// RemarkTexts are all texts of remarks, for their translation.
func RemarkTexts() []string {
	var texts []string
	for _, row := range remarks() {
		texts = append(texts, row.what, row.do)
	}
	return texts
}
