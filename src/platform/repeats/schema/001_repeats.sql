-- Requests with an Idempotency-Key to the routes that create something, for 24 hours.
CREATE TABLE repeat (
  tenant_id    TEXT   NOT NULL,
  key_hash     BYTEA  NOT NULL,  -- SHA-256 of caller and key
  request_hash BYTEA  NOT NULL,
  status       BIGINT,           -- of the answer; NULL: none is known (yet)
  answer       TEXT,             -- JSON; NULL when it showed a secret, of which nothing is kept
  at_ms        BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, key_hash)
);
CREATE INDEX repeat_by_time ON repeat (at_ms);
