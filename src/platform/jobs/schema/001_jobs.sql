-- Work that is due at a time: once, or again and again. A row goes when its work is done.
CREATE TABLE job (
  id             BYTEA  PRIMARY KEY,
  kind           TEXT   NOT NULL,  -- whose handler runs it: "retention.sweep", "webhook.deliver"
  payload        TEXT   NOT NULL,  -- JSON object, nothing sensitive
  due_at_ms      BIGINT NOT NULL,
  attempts       BIGINT NOT NULL,  -- begun since it was scheduled
  lease_until_ms BIGINT NOT NULL,  -- a process works on it until then; 0 when none does
  failed_at_ms   BIGINT,           -- given up; kept for a while for people to look at
  last_error     TEXT   NOT NULL
);
CREATE INDEX job_by_due ON job (due_at_ms) WHERE failed_at_ms IS NULL;
