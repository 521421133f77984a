-- Times are Unix nanoseconds, durations nanoseconds, 0 where there is none.

CREATE TABLE bundles (
    n            INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE CHECK (id <> ''),
    title        TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    folder       TEXT    NOT NULL,
    length       INTEGER NOT NULL,
    piece_length INTEGER NOT NULL,
    private      INTEGER NOT NULL CHECK (private IN (0, 1)),
    local_ok     INTEGER NOT NULL CHECK (local_ok IN (0, 1)),
    paused       INTEGER NOT NULL CHECK (paused IN (0, 1)),
    pinned       INTEGER NOT NULL CHECK (pinned IN (0, 1)),
    bought       INTEGER NOT NULL CHECK (bought IN (0, 1)),
    queue        INTEGER NOT NULL,
    down_limit   INTEGER NOT NULL,
    up_limit     INTEGER NOT NULL,
    downloaded   INTEGER NOT NULL,
    uploaded     INTEGER NOT NULL,
    seed_time    INTEGER NOT NULL,
    added        INTEGER NOT NULL,
    finished     INTEGER NOT NULL,
    played       INTEGER NOT NULL,
    watched      INTEGER NOT NULL CHECK (watched IN (0, 1))
) STRICT;

CREATE TABLE items (
    bundle   INTEGER NOT NULL REFERENCES bundles (n) ON DELETE CASCADE,
    idx      INTEGER NOT NULL,
    path     TEXT    NOT NULL,
    length   INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    PRIMARY KEY (bundle, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE positions (
    bundle   INTEGER NOT NULL REFERENCES bundles (n) ON DELETE CASCADE,
    item     INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    updated  INTEGER NOT NULL,
    PRIMARY KEY (bundle, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX positions_updated ON positions (updated);

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Not bound to bundles: the pieces of a bundle may be recorded before it is.
CREATE TABLE pieces (
    id    TEXT    NOT NULL PRIMARY KEY,
    done  BLOB    NOT NULL,
    dirty INTEGER NOT NULL CHECK (dirty IN (0, 1)),
    files BLOB    NOT NULL
) STRICT;
