-- Sets of codes.

CREATE TABLE batches (
	id       TEXT PRIMARY KEY,
	name     TEXT NOT NULL DEFAULT '', -- for who made it
	kind     TEXT NOT NULL, -- of the licences: gift or press
	bundle   TEXT NOT NULL REFERENCES bundles (id),
	edition  TEXT NOT NULL,
	created  BIGINT NOT NULL,
	expires  BIGINT NOT NULL DEFAULT 0,
	canceled BIGINT NOT NULL DEFAULT 0 -- since when none of its codes is taken any more
);
CREATE INDEX vouchers_batch ON vouchers (batch);
CREATE INDEX vouchers_used ON vouchers (used);

ALTER TABLE orders ADD COLUMN kind TEXT NOT NULL DEFAULT ''; -- of the licence, where a code says it
