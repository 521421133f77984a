-- One file for SQLite and PostgreSQL: text, 64-bit integers, and nothing that only one of them knows. Times are seconds
-- since 1970; documents are the signed envelopes as they travel.

CREATE TABLE channels (
	root        TEXT PRIMARY KEY,
	certificate TEXT NOT NULL DEFAULT '', -- the channel's word for this store
	entries     BIGINT NOT NULL DEFAULT 0, -- where its books stand
	hash        TEXT NOT NULL DEFAULT ''
);

CREATE TABLE bundles (
	id       TEXT PRIMARY KEY,
	channel  TEXT NOT NULL REFERENCES channels (root),
	manifest TEXT NOT NULL,
	version  BIGINT NOT NULL, -- of the terms in force
	terms    TEXT NOT NULL
);

-- Every version of the terms that something was sold under: the books are recomputed from them.
CREATE TABLE terms (
	digest   TEXT PRIMARY KEY,
	bundle   TEXT NOT NULL REFERENCES bundles (id),
	document TEXT NOT NULL
);

CREATE TABLE consignments (
	bundle    TEXT NOT NULL REFERENCES bundles (id),
	edition   TEXT NOT NULL,
	id        TEXT NOT NULL,
	version   BIGINT NOT NULL,
	withdrawn BIGINT NOT NULL DEFAULT 0, -- since when nothing new is sold; what was paid for before is still licensed
	document  TEXT NOT NULL, -- the last one with a key in it
	PRIMARY KEY (bundle, edition)
);

CREATE TABLE orders (
	id       TEXT PRIMARY KEY,
	secret   TEXT NOT NULL, -- the hash of it
	channel  TEXT NOT NULL REFERENCES channels (root),
	bundle   TEXT NOT NULL REFERENCES bundles (id),
	edition  TEXT NOT NULL,
	offer    TEXT NOT NULL,
	rental   BIGINT NOT NULL DEFAULT 0, -- seconds
	device   TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount   BIGINT NOT NULL,
	tax      BIGINT NOT NULL DEFAULT 0,
	terms    TEXT NOT NULL REFERENCES terms (digest),
	provider TEXT NOT NULL,
	payment  TEXT NOT NULL DEFAULT '', -- what the provider calls it
	state    TEXT NOT NULL,
	created  BIGINT NOT NULL,
	settled  BIGINT NOT NULL DEFAULT 0,
	returned BIGINT NOT NULL DEFAULT 0, -- what went back so far
	untaxed  BIGINT NOT NULL DEFAULT 0, -- the tax in it
	licence  TEXT NOT NULL DEFAULT '',
	entry    BIGINT NOT NULL DEFAULT 0, -- where the sale stands in the books
	hash     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX orders_open ON orders (state, created);

-- Devices that an order's licence was made for, the first one included.
CREATE TABLE devices (
	order_id TEXT NOT NULL REFERENCES orders (id),
	device   TEXT NOT NULL,
	at       BIGINT NOT NULL,
	licence  TEXT NOT NULL,
	PRIMARY KEY (order_id, device)
);

-- What a provider told, each once.
CREATE TABLE events (
	provider TEXT NOT NULL,
	id       TEXT NOT NULL,
	at       BIGINT NOT NULL,
	PRIMARY KEY (provider, id)
);

CREATE TABLE vouchers (
	code    TEXT PRIMARY KEY, -- the hash of it
	batch   TEXT NOT NULL,
	bundle  TEXT NOT NULL REFERENCES bundles (id),
	edition TEXT NOT NULL,
	expires BIGINT NOT NULL DEFAULT 0,
	used    TEXT NOT NULL DEFAULT '' -- the order it paid
);

CREATE TABLE entries (
	channel TEXT NOT NULL REFERENCES channels (root),
	n       BIGINT NOT NULL,
	event   TEXT NOT NULL,
	at      BIGINT NOT NULL,
	entry   TEXT NOT NULL, -- all of it, as it is hashed
	PRIMARY KEY (channel, n),
	UNIQUE (channel, event)
);
CREATE INDEX entries_month ON entries (channel, at);
