-- Of what was paid, the card fee that the buyer bore.
ALTER TABLE purchases ADD COLUMN fee INTEGER NOT NULL DEFAULT 0;
