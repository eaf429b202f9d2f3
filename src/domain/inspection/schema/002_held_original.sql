-- Of the sealed original, which the hash outlives: an entry in the log vouches for both.
ALTER TABLE inspection_held ADD COLUMN original_hash BYTEA;  -- SHA-256 of the sealed bytes
