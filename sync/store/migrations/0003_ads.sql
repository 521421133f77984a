-- Advertisements. A campaign's money is in the store's own books (a channel whose root is a key of the store) until views
-- bring it into those of a channel. Nothing here tells who watched.

ALTER TABLE channels ADD COLUMN domain TEXT NOT NULL DEFAULT ''; -- that names the channel, as the store's owner has seen

CREATE TABLE campaigns (
	id         TEXT PRIMARY KEY,
	books      TEXT NOT NULL REFERENCES channels (root), -- the store's own
	sponsor    TEXT NOT NULL,
	currency   TEXT NOT NULL,
	cpm        BIGINT NOT NULL, -- for a thousand views, in minor units
	starts     BIGINT NOT NULL,
	ends       BIGINT NOT NULL,
	bundle_day BIGINT NOT NULL DEFAULT 0, -- views of one bundle that count on one day; 0: no cap but the budget
	device_day BIGINT NOT NULL, -- how often it plays on one device within 24 hours
	channels   TEXT NOT NULL DEFAULT '', -- roots, with blanks between; '': every one that has a domain
	provider   TEXT NOT NULL DEFAULT '', -- where its money is
	prepaid    BIGINT NOT NULL DEFAULT 0,
	spent      BIGINT NOT NULL DEFAULT 0, -- what is due for all bundles
	stopped    BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE spots (
	id        TEXT PRIMARY KEY,
	campaign  TEXT NOT NULL REFERENCES campaigns (id),
	sha256    TEXT NOT NULL,
	size      BIGINT NOT NULL,
	format    TEXT NOT NULL,
	length    BIGINT NOT NULL, -- milliseconds
	languages TEXT NOT NULL DEFAULT '',
	min_age   BIGINT NOT NULL DEFAULT 0,
	skip      BIGINT NOT NULL DEFAULT 0 -- milliseconds; 0: it cannot be skipped
);

-- A channel's word on sponsors.
CREATE TABLE sponsors (
	channel  TEXT PRIMARY KEY REFERENCES channels (root),
	version  BIGINT NOT NULL,
	document TEXT NOT NULL
);

CREATE TABLE reels (
	seq    BIGINT PRIMARY KEY,
	basis  TEXT NOT NULL, -- hash of what it was made of
	issued BIGINT NOT NULL
);

-- Keys of tokens go with all that was spent of them once nothing more is taken.
CREATE TABLE token_keys (
	bundle TEXT NOT NULL REFERENCES bundles (id),
	week   BIGINT NOT NULL,
	secret TEXT NOT NULL,
	PRIMARY KEY (bundle, week)
);

CREATE TABLE spent_tokens (
	bundle TEXT NOT NULL,
	week   BIGINT NOT NULL,
	nonce  TEXT NOT NULL,
	PRIMARY KEY (bundle, week, nonce)
);

-- Tokens that were issued, by what only this store can make of a device or a network.
CREATE TABLE issued_tokens (
	who   TEXT NOT NULL,
	until BIGINT NOT NULL,
	count BIGINT NOT NULL,
	PRIMARY KEY (who, until)
);

-- Views that count, and what they made due.
CREATE TABLE ad_days (
	campaign TEXT NOT NULL REFERENCES campaigns (id),
	bundle   TEXT NOT NULL REFERENCES bundles (id),
	day      BIGINT NOT NULL,
	views    BIGINT NOT NULL,
	PRIMARY KEY (campaign, bundle, day)
);

CREATE TABLE ad_dues (
	campaign TEXT NOT NULL REFERENCES campaigns (id),
	bundle   TEXT NOT NULL REFERENCES bundles (id),
	views    BIGINT NOT NULL,
	due      BIGINT NOT NULL,
	PRIMARY KEY (campaign, bundle)
);
