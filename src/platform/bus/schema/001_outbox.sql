-- Events that modules announced, written by the transaction that did what they tell of. Kept for a
-- day after delivery, so that a live view can pick up where it was cut off.
CREATE TABLE outbox_event (
  seq      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id BYTEA  NOT NULL,
  tenant   TEXT   NOT NULL,
  topic    TEXT   NOT NULL,
  at_ms    BIGINT NOT NULL,
  body     TEXT   NOT NULL  -- JSON object: ids, counts, types and verdicts alone
);

-- How far each subscriber has come.
CREATE TABLE outbox_cursor (
  subscriber TEXT   PRIMARY KEY,
  seq        BIGINT NOT NULL
);
