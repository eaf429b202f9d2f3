-- Acts whose leaf has no number yet. Written by the act's own transaction, one insert and no index;
-- the sequencer moves rows from here into audit_entry, in the order of their ids.
CREATE TABLE audit_staged (
  tenant         TEXT   NOT NULL,
  entry_id       BYTEA  NOT NULL,
  at_ms          BIGINT NOT NULL,
  actor          TEXT   NOT NULL,
  act            TEXT   NOT NULL,
  subject        TEXT   NOT NULL,
  decision       TEXT   NOT NULL,
  policy_version TEXT   NOT NULL,
  body_hash      BYTEA  NOT NULL,
  leaf_hash      BYTEA  NOT NULL
);

-- The log. Rows are never updated and never deleted.
CREATE TABLE audit_entry (
  tenant         TEXT   NOT NULL,
  leaf_index     BIGINT NOT NULL,  -- position in the tenant's Merkle log, from 0
  entry_id       BYTEA  NOT NULL,
  at_ms          BIGINT NOT NULL,  -- UTC, since the Unix epoch
  actor          TEXT   NOT NULL,
  act            TEXT   NOT NULL,
  subject        TEXT   NOT NULL,
  decision       TEXT   NOT NULL,
  policy_version TEXT   NOT NULL,
  body_hash      BYTEA  NOT NULL,  -- zeros where the act has no body
  leaf_hash      BYTEA  NOT NULL,  -- of the canonical leaf, which is made of the columns above
  PRIMARY KEY (tenant, leaf_index)
);
CREATE UNIQUE INDEX audit_entry_by_id ON audit_entry (entry_id);
CREATE INDEX audit_entry_by_subject ON audit_entry (tenant, subject, leaf_index);
CREATE INDEX audit_entry_by_actor ON audit_entry (tenant, actor, leaf_index);
-- Nearly every entry is a decided inspection, which a walk through the log finds as fast.
CREATE INDEX audit_entry_by_act ON audit_entry (tenant, act, leaf_index)
  WHERE act <> 'inspection.decided';

-- The tree's hashes, 256 to a row: tile n of level l holds the roots of subtrees of 256^l leaves,
-- joined. The last tile of a level grows; all others stay.
CREATE TABLE audit_tile (
  tenant     TEXT   NOT NULL,
  level      BIGINT NOT NULL,
  tile_index BIGINT NOT NULL,
  hashes     BYTEA  NOT NULL,
  PRIMARY KEY (tenant, level, tile_index)
);

-- How many entries each log has.
CREATE TABLE audit_tree (
  tenant    TEXT   PRIMARY KEY,
  tree_size BIGINT NOT NULL
);

-- Signed promises about the first tree_size entries.
CREATE TABLE audit_checkpoint (
  tenant    TEXT   NOT NULL,
  tree_size BIGINT NOT NULL,
  at_ms     BIGINT NOT NULL,
  note      TEXT   NOT NULL,
  PRIMARY KEY (tenant, tree_size)
);
