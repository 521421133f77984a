-- What opens sealed editions here. Documents are kept as they were signed, and
-- are bound to no bundle of the library: they outlive it.
CREATE TABLE licences (
    id     TEXT    NOT NULL PRIMARY KEY,
    bundle TEXT    NOT NULL,
    body   BLOB    NOT NULL,
    played INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX licences_bundle ON licences (bundle);

CREATE TABLE releases (
    bundle  TEXT NOT NULL,
    edition TEXT NOT NULL,
    kind    TEXT NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (bundle, edition, kind)
) STRICT, WITHOUT ROWID;

-- The manifest and the terms of a bundle, by the infohash of its torrent and by
-- what the manifest calls itself.
CREATE TABLE editions (
    id       TEXT NOT NULL PRIMARY KEY,
    bundle   TEXT NOT NULL,
    manifest BLOB NOT NULL,
    terms    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX editions_bundle ON editions (bundle);
