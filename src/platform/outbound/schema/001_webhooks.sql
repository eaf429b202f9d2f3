-- Where a tenant wants to hear of events.
CREATE TABLE outbound_webhook (
  id             BYTEA  PRIMARY KEY,
  tenant         TEXT   NOT NULL,
  url            BYTEA  NOT NULL,  -- sealed: it often holds a token
  host           TEXT   NOT NULL,  -- of the URL, to show
  topic_glob     TEXT   NOT NULL,
  secret         BYTEA  NOT NULL,  -- sealed
  created_at_ms  BIGINT NOT NULL,
  disabled_at_ms BIGINT,           -- the receiver said that it is gone, or a person did
  last_status    BIGINT NOT NULL,  -- of the newest attempt: an HTTP status, 0 for none
  last_at_ms     BIGINT NOT NULL
);
CREATE INDEX outbound_webhook_by_tenant ON outbound_webhook (tenant);
