-- Entries added up by day, up to the entry channels.summed: statements are made of them and of the entries after it.

ALTER TABLE channels ADD COLUMN summed BIGINT NOT NULL DEFAULT 0;

CREATE TABLE sums (
	channel  TEXT NOT NULL REFERENCES channels (root),
	account  TEXT NOT NULL, -- '' for what no account has for itself
	name     TEXT NOT NULL,
	currency TEXT NOT NULL,
	day      BIGINT NOT NULL, -- since 1970
	bundle   TEXT NOT NULL,
	kind     TEXT NOT NULL,
	minor    BIGINT NOT NULL,
	base     BIGINT NOT NULL,
	entries  BIGINT NOT NULL,
	earliest BIGINT NOT NULL,
	latest   BIGINT NOT NULL,
	PRIMARY KEY (channel, account, name, currency, day, bundle, kind)
);
