-- What of a purchase was paid back, and whether its receipt restores nothing for that.
ALTER TABLE purchases ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE purchases ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
