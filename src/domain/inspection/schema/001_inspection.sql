-- One row per inspected message. What is kept of its content is the protected form, sealed with the
-- subject's key; the row's canonical record (record.h) is what the audit log's leaf vouches for.
CREATE TABLE inspection_message (
  message_id     BYTEA  NOT NULL PRIMARY KEY,
  tenant_id      TEXT   NOT NULL,
  contact_id     BYTEA  NOT NULL,
  ordinal        BIGINT NOT NULL,  -- place within the contact, from 0
  external_id    TEXT,
  at_ms          BIGINT NOT NULL,  -- UTC, since the Unix epoch
  channel        TEXT   NOT NULL,
  direction      TEXT   NOT NULL,
  sender_role    TEXT   NOT NULL,
  queue          TEXT,
  verdict        BIGINT NOT NULL,  -- decide::Verdict
  severity       BIGINT NOT NULL,  -- decide::Severity
  rule           TEXT,             -- "cards/card-number-in-clear", the strictest that took effect
  policy_version TEXT,             -- "cards@3"
  hits           TEXT   NOT NULL,  -- JSON: every rule that fired, in whatever mode
  facts          TEXT   NOT NULL,  -- JSON: what else policy asked about, for backtests
  is_exposed     BIGINT NOT NULL,  -- 1 when a mode kept a rule from changing or stopping it
  finding_count  BIGINT NOT NULL,
  content        BYTEA,            -- sealed JSON of the protected parts; NULL once erased
  content_hash   BYTEA  NOT NULL,  -- SHA-256 of the sealed bytes
  entry_id       BYTEA  NOT NULL,  -- the newest audit entry about this row
  leaf_hash      BYTEA  NOT NULL
);
CREATE INDEX inspection_message_by_contact ON inspection_message (contact_id, ordinal);
CREATE INDEX inspection_message_by_time ON inspection_message (tenant_id, at_ms);

-- One row per finding: never the value.
CREATE TABLE inspection_finding (
  finding_id   BYTEA  NOT NULL PRIMARY KEY,
  tenant_id    TEXT   NOT NULL,
  message_id   BYTEA  NOT NULL,
  contact_id   BYTEA  NOT NULL,
  at_ms        BIGINT NOT NULL,
  channel      TEXT   NOT NULL,
  type         TEXT   NOT NULL,
  category     TEXT   NOT NULL,
  part         BIGINT NOT NULL,           -- index into the stored parts
  begin_byte   BIGINT NOT NULL,           -- in the part's text as it came
  end_byte     BIGINT NOT NULL,
  stored_begin BIGINT NOT NULL,           -- in the protected text that is kept
  stored_end   BIGINT NOT NULL,
  confidence   DOUBLE PRECISION NOT NULL, -- 0 to 1
  masked       TEXT   NOT NULL,           -- "************1111", "[card_cvv]"
  digest       TEXT   NOT NULL,           -- keyed; "" for types that keep nothing derived
  entity       BIGINT NOT NULL,           -- pieces of one value share a number; 0 stands alone
  evidence     TEXT   NOT NULL,           -- JSON
  feedback     TEXT                       -- "not_sensitive" or "upheld"
);
CREATE INDEX inspection_finding_by_message ON inspection_finding (message_id);
CREATE INDEX inspection_finding_by_time ON inspection_finding (tenant_id, at_ms, finding_id);

-- A message kept back. The original stays sealed until it is released, rejected or expires.
CREATE TABLE inspection_held (
  message_id    BYTEA  NOT NULL PRIMARY KEY,
  tenant_id     TEXT   NOT NULL,
  contact_id    BYTEA  NOT NULL,
  channel       TEXT   NOT NULL,
  held_at_ms    BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  state         TEXT   NOT NULL,  -- held, released, rejected, expired
  original      BYTEA,            -- sealed JSON of the parts as they came
  rule          TEXT,
  severity      BIGINT NOT NULL,
  finding_types TEXT   NOT NULL,
  decided_by    TEXT,
  decided_at_ms BIGINT,
  reason        TEXT
);
CREATE INDEX inspection_held_by_time ON inspection_held (tenant_id, held_at_ms, message_id);
CREATE INDEX inspection_held_by_state ON inspection_held (tenant_id, state, expires_at_ms);

-- Answers to requests that carried an Idempotency-Key, for 24 hours.
CREATE TABLE inspection_idempotency (
  tenant_id    TEXT   NOT NULL,
  key_hash     BYTEA  NOT NULL,  -- SHA-256 of caller and key
  request_hash BYTEA  NOT NULL,
  subject      TEXT   NOT NULL,  -- whose key sealed the answer
  answer       BYTEA  NOT NULL,  -- sealed
  at_ms        BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, key_hash)
);
CREATE INDEX inspection_idempotency_by_time ON inspection_idempotency (at_ms);

-- What retention erased, so that the log's verification can tell it from tampering. The entry named
-- must itself stand in the log.
CREATE TABLE inspection_retention_run (
  run_id     BYTEA  NOT NULL PRIMARY KEY,
  tenant_id  TEXT   NOT NULL,
  class      TEXT   NOT NULL,  -- content, messages, held
  cutoff_ms  BIGINT NOT NULL,  -- everything before was erased
  row_count  BIGINT NOT NULL,
  entry_id   BYTEA  NOT NULL
);
