-- What the publisher of a bundle says of its items, in a manifest that was verified. It
-- may be here before any file is: probed is 0 then. Where told is set, title and voices
-- are the publisher's, and a file that says otherwise does not change them.
ALTER TABLE facts ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));
ALTER TABLE facts ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE facts ADD COLUMN season INTEGER NOT NULL DEFAULT 0;
ALTER TABLE facts ADD COLUMN episode INTEGER NOT NULL DEFAULT 0;
