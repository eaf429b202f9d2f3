-- People who sign in. E-mail in lower case: what they sign in with, once per tenant.
CREATE TABLE access_person (
  person_id       BYTEA  NOT NULL PRIMARY KEY,  -- UUIDv7
  tenant_id       TEXT   NOT NULL,
  email           TEXT   NOT NULL,
  name            TEXT   NOT NULL,
  password_hash   TEXT,                         -- Argon2id; NULL until a link was used
  is_active       BIGINT NOT NULL,              -- 0 or 1
  created_at_ms   BIGINT NOT NULL,              -- UTC, since the Unix epoch
  last_seen_at_ms BIGINT
);
CREATE UNIQUE INDEX access_person_by_email ON access_person (tenant_id, email);

CREATE TABLE access_role (
  person_id BYTEA NOT NULL,
  role      TEXT  NOT NULL,                     -- permissions.cc says what each may do
  PRIMARY KEY (person_id, role)
);

-- The token itself is in the browser's cookie alone.
CREATE TABLE access_session (
  token_hash      BYTEA  NOT NULL PRIMARY KEY,  -- SHA-256
  session_id      BYTEA  NOT NULL,
  tenant_id       TEXT   NOT NULL,
  person_id       BYTEA  NOT NULL,
  created_at_ms   BIGINT NOT NULL,
  last_seen_at_ms BIGINT NOT NULL,              -- to the minute: memory knows better
  expires_at_ms   BIGINT NOT NULL               -- whatever happens
);
CREATE INDEX access_session_by_person ON access_session (person_id);
CREATE INDEX access_session_by_expiry ON access_session (expires_at_ms);

CREATE TABLE access_api_key (
  key_id          BYTEA  NOT NULL PRIMARY KEY,  -- UUIDv7
  tenant_id       TEXT   NOT NULL,
  token_hash      BYTEA  NOT NULL,              -- SHA-256
  prefix          TEXT   NOT NULL,              -- the token's first letters, to tell keys apart
  name            TEXT   NOT NULL,
  scopes          TEXT   NOT NULL,              -- permissions, separated by spaces
  created_by      TEXT   NOT NULL,              -- "person:<id>" or "system"
  created_at_ms   BIGINT NOT NULL,
  expires_at_ms   BIGINT,                       -- NULL: never
  last_used_at_ms BIGINT,                       -- to the minute
  revoked_at_ms   BIGINT
);
CREATE UNIQUE INDEX access_api_key_by_token ON access_api_key (token_hash);

-- One-time links. A row is removed when its link is used or replaced.
CREATE TABLE access_link (
  token_hash    BYTEA  NOT NULL PRIMARY KEY,    -- SHA-256
  tenant_id     TEXT   NOT NULL,
  purpose       TEXT   NOT NULL,                -- first_administrator, invitation, reset, sign_in
  person_id     BYTEA,                          -- NULL for the first administrator
  expires_at_ms BIGINT NOT NULL
);

-- What an audit leaf's body_hash is made of: canonical JSON, without names or secrets.
CREATE TABLE access_record (
  entry_id  BYTEA NOT NULL PRIMARY KEY,         -- the audit entry
  tenant_id TEXT  NOT NULL,
  body      TEXT  NOT NULL
);

-- Counts what ends a session, a key or a permission, so that other nodes forget what they know.
CREATE TABLE access_revision (
  tenant_id TEXT   NOT NULL PRIMARY KEY,
  revision  BIGINT NOT NULL
);
