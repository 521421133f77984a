-- What buyers bear of what providers keep.

ALTER TABLE orders ADD COLUMN fee BIGINT NOT NULL DEFAULT 0; -- of amount, on top of the price
ALTER TABLE orders ADD COLUMN unfeed BIGINT NOT NULL DEFAULT 0; -- of returned
ALTER TABLE disputes ADD COLUMN fee BIGINT NOT NULL DEFAULT 0;

-- What a provider is expected to keep of a payment: basis points of it, and something beside.
CREATE TABLE card_fees (
	provider TEXT NOT NULL,
	currency TEXT NOT NULL,
	part     BIGINT NOT NULL,
	fixed    BIGINT NOT NULL,
	PRIMARY KEY (provider, currency)
);
