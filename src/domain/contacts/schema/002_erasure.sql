-- Why a subject was erased: the particulars of its `subject.erased` entry.
CREATE TABLE contact_erasure (
  entry_id  BYTEA  NOT NULL PRIMARY KEY,
  tenant_id TEXT   NOT NULL,
  subject   TEXT   NOT NULL,  -- "customer:<id>", "contact:<id>"
  erased_by TEXT   NOT NULL,  -- as the entry names the actor
  reason    TEXT   NOT NULL
);
CREATE INDEX contact_by_customer ON contact (customer_id);
