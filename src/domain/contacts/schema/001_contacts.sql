-- One row per contact. The conversation's state is sealed with the subject's key.
CREATE TABLE contact (
  contact_id         BYTEA  NOT NULL PRIMARY KEY,  -- UUIDv7
  tenant_id          TEXT   NOT NULL,
  external_id        TEXT,             -- the contact's id in the system it came from
  channel            TEXT   NOT NULL,
  queue              TEXT,
  agent              TEXT,             -- the agent's id in the system it came from
  customer_id        BYTEA,            -- contact_customer, where the customer is known
  subject            TEXT   NOT NULL,  -- whose key seals what is kept: fixed when the contact opens
  opened_at_ms       BIGINT NOT NULL,  -- UTC, since the Unix epoch
  last_message_at_ms BIGINT NOT NULL,
  message_count      BIGINT NOT NULL,
  finding_count      BIGINT NOT NULL,
  verdict            BIGINT NOT NULL,  -- the strictest so far: decide::Verdict
  severity           BIGINT NOT NULL,
  finding_types      TEXT   NOT NULL,  -- " email phone ": each once, sorted, spaces around each
  state              BYTEA,            -- sealed detect::Conversation; NULL when there is none to keep
  revision           BIGINT NOT NULL   -- one more with every write, so that two nodes cannot both win
);
CREATE UNIQUE INDEX contact_by_external_id ON contact (tenant_id, channel, external_id);
CREATE INDEX contact_by_opening ON contact (tenant_id, opened_at_ms, contact_id);

-- A customer, known by the id that the systems around us use. The index is keyed, the id sealed:
-- the table tells nobody who the customers are.
CREATE TABLE contact_customer (
  customer_id    BYTEA  NOT NULL PRIMARY KEY,
  tenant_id      TEXT   NOT NULL,
  external_index BYTEA  NOT NULL,  -- HMAC-SHA-256 of the external id
  external_id    BYTEA  NOT NULL,  -- sealed with the customer's key
  created_at_ms  BIGINT NOT NULL
);
CREATE UNIQUE INDEX contact_customer_by_external_id ON contact_customer (tenant_id, external_index);
