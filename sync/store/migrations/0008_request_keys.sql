-- Requests that have an Idempotency-Key: whose it is, by a hash of what was sent, and what was answered, sealed for who sends the same again.
CREATE TABLE request_keys (
	name   TEXT PRIMARY KEY, -- the route and the key
	mark   TEXT NOT NULL,
	answer TEXT NOT NULL DEFAULT '',
	at     BIGINT NOT NULL
);
CREATE INDEX request_keys_at ON request_keys (at);
