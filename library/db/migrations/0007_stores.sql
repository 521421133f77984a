-- Stores whose lists of channels are looked through, and what they list. All of it comes again from the stores.
CREATE TABLE stores (
    url      TEXT    PRIMARY KEY,
    key      TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    added    INTEGER NOT NULL CHECK (added IN (0, 1)), -- by a person
    local_ok INTEGER NOT NULL CHECK (local_ok IN (0, 1)),
    looked   INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    warning  TEXT    NOT NULL,
    detail   TEXT    NOT NULL
) STRICT;

CREATE TABLE stocked (
    store   TEXT NOT NULL REFERENCES stores (url) ON DELETE CASCADE,
    root    TEXT NOT NULL,
    link    TEXT NOT NULL,
    name    TEXT NOT NULL,
    bundles TEXT NOT NULL, -- names and prices, as JSON
    PRIMARY KEY (store, root)
) STRICT, WITHOUT ROWID;
