-- How a purchase is paid, as its store calls it; '' where it is not known.
ALTER TABLE purchases ADD COLUMN provider TEXT NOT NULL DEFAULT '';
