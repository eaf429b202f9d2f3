-- Which master key this database belongs to: one row.
CREATE TABLE crypto_master_key (
  singleton     BIGINT NOT NULL PRIMARY KEY,  -- always 1
  fingerprint   TEXT   NOT NULL,              -- of the master key; tells nothing about it
  checked_at_ms BIGINT NOT NULL               -- when a server last proved that it can write
);
