-- What was left of campaigns goes back to their sponsors. campaigns.stopped is since when.

ALTER TABLE campaigns ADD COLUMN repaid BIGINT NOT NULL DEFAULT 0;
