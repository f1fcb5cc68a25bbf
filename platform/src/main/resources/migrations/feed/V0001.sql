-- The change feed: what was changed and is still to be published. Rows come and go quickly, hence the eager vacuum.
CREATE TABLE change_record (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partition smallint NOT NULL,
  kind text NOT NULL,
  -- Bytewise order, so that a range of subjects is a range of the index.
  subject text COLLATE "C" NOT NULL,
  body text NOT NULL,
  correlation_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  parked_reason text,
  parked_at timestamptz
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);

CREATE INDEX change_record_waiting ON change_record (sequence) WHERE parked_reason IS NULL;
CREATE INDEX change_record_subject ON change_record (subject);

-- Who works on which partition.
CREATE TABLE feed_lease (
  partition smallint PRIMARY KEY,
  owner text NOT NULL DEFAULT '',
  until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);

INSERT INTO feed_lease (partition) SELECT generate_series(0, 15);

-- Replicas that are alive.
CREATE TABLE feed_replica (
  replica text PRIMARY KEY,
  until timestamptz NOT NULL
);
