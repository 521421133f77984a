package library

// Mutable is a mutable item of the DHT (BEP 44): a value that the holder of a key
// signed, and may replace by one with a higher seq. Anybody may store it again.
type Mutable struct {
	Key   Key    `json:"key"`
	Salt  string `json:"salt,omitempty"`
	Seq   int64  `json:"seq"`
	Value []byte `json:"value"` // bencoded, at most MaxMutable bytes
	Sig   []byte `json:"sig"`
}

// MaxMutable is the most bytes of a value that nodes of the DHT take (BEP 44).
const MaxMutable = 1000

// FoundMutable is what a look-up in the DHT came to.
type FoundMutable struct {
	Item    Mutable // the one with the highest seq; its Sig is nil when there is none
	Holders int     // of the closest nodes that answered, how many have this very item
	Asked   int     // the closest nodes that answered; at most 8
	Rival   bool    // another value with the same seq and a good signature was seen
}

// OK reports whether an item was found.
func (f FoundMutable) OK() bool { return len(f.Item.Sig) > 0 }
