-- What is left to be done at providers, and what they may still tell.

ALTER TABLE orders ADD COLUMN page TEXT NOT NULL DEFAULT ''; -- where it is paid
ALTER TABLE orders ADD COLUMN test BIGINT NOT NULL DEFAULT 0; -- no money stands behind it
ALTER TABLE orders ADD COLUMN expires BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN look BIGINT NOT NULL DEFAULT 0; -- when the provider is asked about it next; 0: not any more
ALTER TABLE orders ADD COLUMN asked BIGINT NOT NULL DEFAULT 0; -- when it was the last time
ALTER TABLE orders ADD COLUMN refunded BIGINT NOT NULL DEFAULT 0; -- what the provider says went back, disputes left out
CREATE INDEX orders_look ON orders (look);
CREATE INDEX orders_payment ON orders (provider, payment);

-- Calls to providers that are yet to be made. A row is written in the transaction that needs the call, and done in the one
-- that posts what came of it. Of one order and lane they are done one after the other.
CREATE TABLE jobs (
	id       TEXT PRIMARY KEY, -- also the key under which the provider does it once
	n        BIGINT NOT NULL, -- in its lane
	order_id TEXT NOT NULL REFERENCES orders (id),
	lane     TEXT NOT NULL,
	kind     TEXT NOT NULL,
	party    TEXT NOT NULL DEFAULT '',
	account  TEXT NOT NULL DEFAULT '', -- of the party at the provider
	payment  TEXT NOT NULL DEFAULT '', -- that is given back, when it is not the order's
	currency TEXT NOT NULL,
	minor    BIGINT NOT NULL,
	state    TEXT NOT NULL, -- open, done, or failed
	created  BIGINT NOT NULL,
	due      BIGINT NOT NULL,
	tries    BIGINT NOT NULL DEFAULT 0,
	refusals BIGINT NOT NULL DEFAULT 0, -- how often the provider answered that it did not do it
	ref      TEXT NOT NULL DEFAULT '', -- what the provider calls what was done
	went     BIGINT NOT NULL DEFAULT 0, -- of a transfer, what came back
	lost     BIGINT NOT NULL DEFAULT 0, -- of a reversal, what could not be had
	problem  TEXT NOT NULL DEFAULT '' -- why it was not done the last time
);
CREATE INDEX jobs_due ON jobs (state, due);
CREATE INDEX jobs_lane ON jobs (order_id, lane, n);

-- Where a party of a channel is paid by itself.
CREATE TABLE accounts (
	channel  TEXT NOT NULL REFERENCES channels (root),
	party    TEXT NOT NULL,
	provider TEXT NOT NULL,
	account  TEXT NOT NULL,
	PRIMARY KEY (channel, party, provider)
);

CREATE TABLE disputes (
	provider TEXT NOT NULL,
	id       TEXT NOT NULL,
	order_id TEXT NOT NULL REFERENCES orders (id),
	state    TEXT NOT NULL, -- open, won or lost
	minor    BIGINT NOT NULL DEFAULT 0, -- what was posted as gone
	tax      BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (provider, id)
);

-- What of a price in a currency is tax, in basis points on top of the rest.
CREATE TABLE taxes (
	currency TEXT PRIMARY KEY,
	rate     BIGINT NOT NULL
);
