-- One row per policy of a tenant.
CREATE TABLE policy (
  tenant_id        TEXT   NOT NULL,
  name             TEXT   NOT NULL,
  active_version   BIGINT NOT NULL,  -- 0 while none was activated
  latest_version   BIGINT NOT NULL,
  activation_entry BYTEA,            -- audit entry of the activation
  modes_entry      BYTEA,            -- audit entry of the newest change of modes
  PRIMARY KEY (tenant_id, name)
);

-- Versions are added, never edited: only their state moves on, draft to active to superseded.
CREATE TABLE policy_version (
  tenant_id       TEXT   NOT NULL,
  name            TEXT   NOT NULL,
  version         BIGINT NOT NULL,  -- from 1
  state           TEXT   NOT NULL,  -- draft, active, superseded
  yaml            TEXT   NOT NULL,
  comment         TEXT   NOT NULL,
  created_by      TEXT   NOT NULL,
  created_at_ms   BIGINT NOT NULL,  -- UTC, since the Unix epoch
  activated_by    TEXT,
  activated_at_ms BIGINT,
  activated_for   TEXT,             -- the reason that was given
  activated_modes TEXT,             -- JSON: the modes that it was put in force with
  PRIMARY KEY (tenant_id, name, version)
);

-- The mode that a policy runs in, by queue; '*' is every queue that has no row of its own.
CREATE TABLE policy_mode (
  tenant_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  queue     TEXT NOT NULL,
  mode      TEXT NOT NULL,  -- observe, coach, enforce
  PRIMARY KEY (tenant_id, name, queue)
);

-- Every change of modes, with all modes after it: what the audit entry vouches for.
CREATE TABLE policy_mode_change (
  entry_id  BYTEA  NOT NULL PRIMARY KEY,
  tenant_id TEXT   NOT NULL,
  name      TEXT   NOT NULL,
  modes     TEXT   NOT NULL,  -- JSON: {"*":"observe","billing":"enforce"}
  reason    TEXT   NOT NULL,
  actor     TEXT   NOT NULL,
  at_ms     BIGINT NOT NULL
);
CREATE INDEX policy_mode_change_by_policy ON policy_mode_change (tenant_id, name, at_ms);

-- What people said about a rule that fired: one judgement each per message and type of finding.
CREATE TABLE policy_feedback (
  tenant_id    TEXT   NOT NULL,
  policy       TEXT   NOT NULL,
  rule         TEXT   NOT NULL,
  message_id   BYTEA  NOT NULL,
  finding_type TEXT   NOT NULL,  -- "" when it is about the whole message
  actor        TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  kind         TEXT   NOT NULL,  -- not_sensitive, overridden, upheld
  reason       TEXT   NOT NULL,  -- with what was found in it taken out
  at_ms        BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, policy, rule, message_id, finding_type, actor)
);
