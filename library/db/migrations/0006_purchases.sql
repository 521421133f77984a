-- What was bought, or is being bought. The secret is the buyer's: who has it and the number has the licence.
CREATE TABLE purchases (
	id TEXT PRIMARY KEY, -- the order's number
	secret TEXT NOT NULL,
	bundle TEXT NOT NULL,
	edition TEXT NOT NULL,
	name TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount INTEGER NOT NULL,
	test INTEGER NOT NULL DEFAULT 0 CHECK (test IN (0, 1)),
	store TEXT NOT NULL,
	store_key TEXT NOT NULL,
	page TEXT NOT NULL DEFAULT '',
	created INTEGER NOT NULL,
	settled INTEGER NOT NULL DEFAULT 0,
	receipt BLOB NOT NULL DEFAULT x''
) STRICT;
