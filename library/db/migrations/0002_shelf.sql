-- Media of this machine's own, which the engine never sees.
ALTER TABLE bundles ADD COLUMN local INTEGER NOT NULL DEFAULT 0 CHECK (local IN (0, 1));

-- What must be remembered besides settings: the profile in use, the form of the
-- search index, the key of the marks of peers.
CREATE TABLE state (
    key   TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- pin is NULL without one; failures counts wrong tries since the last right one.
CREATE TABLE profiles (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    name      TEXT    NOT NULL,
    colour    INTEGER NOT NULL,
    age_limit INTEGER NOT NULL,
    pin       BLOB,
    failures  INTEGER NOT NULL DEFAULT 0,
    failed    INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO profiles (n, name, colour, age_limit) VALUES (1, '', 0, 0);

CREATE TABLE marks (
    profile  INTEGER NOT NULL REFERENCES profiles (n) ON DELETE CASCADE,
    bundle   INTEGER NOT NULL REFERENCES bundles (n) ON DELETE CASCADE,
    item     INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    updated  INTEGER NOT NULL,
    watched  INTEGER NOT NULL CHECK (watched IN (0, 1)),
    PRIMARY KEY (profile, bundle, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX marks_bundle ON marks (bundle);

-- What was watched before there were profiles was by the main one. An item was
-- seen when it was left in its last ten seconds or past 95 %, and half was played.
INSERT INTO marks (profile, bundle, item, at, duration, updated, watched)
    SELECT 1, p.bundle, p.item, p.at, p.duration, p.updated,
        b.watched OR (p.duration > 0 AND p.at >= p.duration / 2
            AND (p.duration - p.at <= 10000000000 OR p.at >= 0.95 * p.duration))
    FROM positions p JOIN bundles b ON b.n = p.bundle;

DROP TABLE positions;

CREATE TABLE descriptions (
    bundle   INTEGER PRIMARY KEY REFERENCES bundles (n) ON DELETE CASCADE,
    creators TEXT    NOT NULL,
    synopsis TEXT    NOT NULL,
    year     INTEGER NOT NULL,
    rating   INTEGER NOT NULL,
    artwork  TEXT    NOT NULL
) STRICT;

-- Languages are separated by spaces. failures counts the tries to read the facts
-- that failed; the row then holds nothing else.
CREATE TABLE facts (
    bundle    INTEGER NOT NULL REFERENCES bundles (n) ON DELETE CASCADE,
    item      INTEGER NOT NULL,
    failures  INTEGER NOT NULL,
    probed    INTEGER NOT NULL,
    duration  INTEGER NOT NULL,
    width     INTEGER NOT NULL,
    height    INTEGER NOT NULL,
    video     TEXT    NOT NULL,
    audio     TEXT    NOT NULL,
    voices    TEXT    NOT NULL,
    subtitles TEXT    NOT NULL,
    chapters  INTEGER NOT NULL,
    title     TEXT    NOT NULL,
    artist    TEXT    NOT NULL,
    album     TEXT    NOT NULL,
    synopsis  TEXT    NOT NULL,
    track     INTEGER NOT NULL,
    year      INTEGER NOT NULL,
    cover     INTEGER NOT NULL CHECK (cover IN (0, 1)),
    PRIMARY KEY (bundle, item)
) STRICT, WITHOUT ROWID;

-- Peers that took at least 1 % of an item from here, by their marks.
CREATE TABLE helped (
    bundle INTEGER NOT NULL REFERENCES bundles (n) ON DELETE CASCADE,
    peer   BLOB    NOT NULL CHECK (length(peer) = 8),
    PRIMARY KEY (bundle, peer)
) STRICT, WITHOUT ROWID;

-- The index of words, without the texts themselves. The rowid of an item is its
-- bundle's number times 2^20 and the item's place.
CREATE VIRTUAL TABLE bundle_words USING fts5 (
    title, creators,
    content = '', contentless_delete = 1, detail = full,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8'
);

CREATE VIRTUAL TABLE item_words USING fts5 (
    item, title, creators,
    content = '', contentless_delete = 1, detail = full,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8'
);

CREATE TRIGGER bundle_gone AFTER DELETE ON bundles BEGIN
    DELETE FROM bundle_words WHERE rowid = old.n;
    DELETE FROM item_words WHERE rowid >= old.n * 1048576 AND rowid < (old.n + 1) * 1048576;
END;
