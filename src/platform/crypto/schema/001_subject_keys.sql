-- One key per subject (a customer, a contact): all that is kept about the subject is sealed with it.
-- Destroying the key erases the subject wherever copies of the sealed content may lie.
CREATE TABLE crypto_subject_key (
  tenant          TEXT   NOT NULL,
  subject         TEXT   NOT NULL,  -- "customer:<id>", "contact:<id>"; never used again once destroyed
  wrapped         BYTEA,            -- sealed with the wrapping key; NULL once destroyed
  created_at_ms   BIGINT NOT NULL,
  destroyed_at_ms BIGINT,
  PRIMARY KEY (tenant, subject)
);
