-- What views made due is kept by the terms that divide it, so that an objection takes back from those who have it.

CREATE TABLE ad_views (
	campaign TEXT NOT NULL REFERENCES campaigns (id),
	bundle   TEXT NOT NULL REFERENCES bundles (id),
	day      BIGINT NOT NULL,
	terms    TEXT NOT NULL, -- hash
	views    BIGINT NOT NULL, -- that count against the day's cap
	objected BIGINT NOT NULL DEFAULT 0, -- of them; nothing is owed for these
	PRIMARY KEY (campaign, bundle, day, terms)
);

CREATE TABLE ad_shares (
	campaign TEXT NOT NULL REFERENCES campaigns (id),
	bundle   TEXT NOT NULL REFERENCES bundles (id),
	terms    TEXT NOT NULL,
	edition  TEXT NOT NULL, -- that says who is paid
	views    BIGINT NOT NULL, -- that are owed for
	due      BIGINT NOT NULL,
	PRIMARY KEY (campaign, bundle, terms)
);

-- What these hold was read before this script, and is written into the tables above after it (carry.go).
DROP TABLE ad_days;
DROP TABLE ad_dues;

ALTER TABLE campaigns ADD COLUMN objections BIGINT NOT NULL DEFAULT 0; -- that were posted

-- Entries of the books that are objections, for statements.
CREATE TABLE objections (
	channel TEXT NOT NULL REFERENCES channels (root),
	n       BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (channel, n)
);
