-- Channels that are followed, by their root keys. What is held of one keeps anybody
-- from leading it back (serial, key, seq, digest). The documents themselves lie in the
-- channel's folder under their hashes.
CREATE TABLE channels (
    n           INTEGER PRIMARY KEY,
    root        TEXT    NOT NULL UNIQUE CHECK (length(root) = 64),
    link        TEXT    NOT NULL,
    local_ok    INTEGER NOT NULL CHECK (local_ok IN (0, 1)),
    followed    INTEGER NOT NULL,
    serial      INTEGER NOT NULL,
    key         TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    digest      TEXT    NOT NULL,
    expires     INTEGER NOT NULL,
    catalogue   TEXT    NOT NULL,
    pointer     TEXT    NOT NULL,
    certificate TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    languages   TEXT    NOT NULL,
    domain      TEXT    NOT NULL,
    verified    INTEGER NOT NULL,
    image       TEXT    NOT NULL,
    mirrors     TEXT    NOT NULL,
    moved_to    TEXT    NOT NULL,
    issued      INTEGER NOT NULL,
    looked      INTEGER NOT NULL,
    answered    INTEGER NOT NULL,
    due         INTEGER NOT NULL,
    opened      INTEGER NOT NULL,
    warning     TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    notify      INTEGER NOT NULL CHECK (notify IN (0, 1)),
    auto        INTEGER NOT NULL CHECK (auto IN (0, 1)),
    max_size    INTEGER NOT NULL,
    edition     TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    night       INTEGER NOT NULL CHECK (night IN (0, 1))
) STRICT;

-- What a channel lists. read is the manifest that name, creators and so on were read
-- from. state: 0 new, 1 to be downloaded by the channel's rules, 2 done with. place is
-- its place in the channel.
CREATE TABLE listings (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    channel   INTEGER NOT NULL REFERENCES channels (n) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    bundle    TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    manifest  TEXT    NOT NULL,
    terms     TEXT    NOT NULL,
    torrent   TEXT    NOT NULL,
    infohash  TEXT    NOT NULL,
    poster    TEXT    NOT NULL,
    creators  TEXT    NOT NULL,
    synopsis  TEXT    NOT NULL,
    languages TEXT    NOT NULL,
    length    INTEGER NOT NULL,
    rating    INTEGER NOT NULL,
    published INTEGER NOT NULL,
    seen      INTEGER NOT NULL,
    read      TEXT    NOT NULL,
    state     INTEGER NOT NULL,
    UNIQUE (channel, bundle)
) STRICT;

CREATE INDEX listings_infohash ON listings (infohash);

-- Channels that others recommend, for discovery.
CREATE TABLE recommended (
    channel INTEGER NOT NULL REFERENCES channels (n) ON DELETE CASCADE,
    root    TEXT    NOT NULL,
    link    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    why     TEXT    NOT NULL,
    PRIMARY KEY (channel, root)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE listing_words USING fts5 (
    name, creators, synopsis, channel,
    content = '', contentless_delete = 1, detail = full,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8'
);

CREATE TRIGGER listing_gone AFTER DELETE ON listings BEGIN
    DELETE FROM listing_words WHERE rowid = old.n;
END;
