-- How far imports are. Written in the transaction that registers a part of the file, so that an import that was broken
-- off goes on where it stopped. prefix_hash is the SHA-256 of the first "read" bytes, by which the file is known again.
CREATE TABLE import_run (
  import_id uuid PRIMARY KEY,
  read bigint NOT NULL,
  prefix_hash text NOT NULL,
  lines bigint NOT NULL,
  registered bigint NOT NULL,
  refused bigint NOT NULL,
  tokens_length bigint NOT NULL,
  errors_length bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 10);
