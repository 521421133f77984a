-- What watching with ads needs: reels of stores, tokens by which views are told, receipts that wait, and what played here.
-- Nothing of it leaves the machine but a receipt, by itself.
CREATE TABLE reels (
	store TEXT PRIMARY KEY, -- its key
	channel TEXT NOT NULL, -- by which it was found
	document BLOB NOT NULL,
	looked INTEGER NOT NULL
) STRICT;

CREATE TABLE ad_tokens (
	nonce BLOB PRIMARY KEY,
	store TEXT NOT NULL,
	bundle TEXT NOT NULL,
	week INTEGER NOT NULL,
	signature BLOB NOT NULL
) STRICT;

CREATE TABLE ad_receipts (
	id INTEGER PRIMARY KEY,
	store TEXT NOT NULL,
	document BLOB NOT NULL,
	due INTEGER NOT NULL, -- not before
	ends INTEGER NOT NULL -- nobody takes it any more
) STRICT;
CREATE INDEX ad_receipts_due ON ad_receipts (due);

CREATE TABLE ad_showings (
	bundle TEXT NOT NULL, -- infohash
	item INTEGER NOT NULL,
	slot INTEGER NOT NULL,
	spot TEXT NOT NULL,
	campaign TEXT NOT NULL,
	at INTEGER NOT NULL
) STRICT;
CREATE INDEX ad_showings_at ON ad_showings (at);
