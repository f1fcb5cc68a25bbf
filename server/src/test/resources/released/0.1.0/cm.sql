-- The schema "cm" as Muster 0.1.0 made it.
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
-- Credentials of endpoints and clients. The columns from status to revision are the same in all three tables: the state
-- machine works on them alone. "partition" is the feed partition of the subject that events are about.
-- "ended" says that the end of the validity window was noticed and announced.

CREATE TABLE endpoint_token (
  token_id uuid PRIMARY KEY,
  endpoint_id text NOT NULL,
  application text NOT NULL,
  token_hash bytea NOT NULL,
  partition smallint NOT NULL,
  status text NOT NULL DEFAULT 'Inactive' CHECK (status IN ('Inactive', 'Active', 'Suspended', 'Revoked')),
  not_before timestamptz,
  not_after timestamptz,
  ended boolean NOT NULL DEFAULT false,
  last_used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz,
  revision bigint NOT NULL DEFAULT 1,
  CONSTRAINT endpoint_token_unique UNIQUE (application, token_hash)
) WITH (fillfactor = 85);

CREATE INDEX endpoint_token_of_endpoint ON endpoint_token (endpoint_id, created_at, token_id);
CREATE INDEX endpoint_token_due ON endpoint_token (not_after) WHERE not_after IS NOT NULL AND NOT ended;

CREATE TABLE client_password (
  credential_id uuid PRIMARY KEY,
  username text NOT NULL,
  client_id text,
  password_hash text NOT NULL,
  failures int NOT NULL DEFAULT 0,
  last_failure_at timestamptz,
  locked_until timestamptz,
  partition smallint NOT NULL,
  status text NOT NULL DEFAULT 'Inactive' CHECK (status IN ('Inactive', 'Active', 'Suspended', 'Revoked')),
  not_before timestamptz,
  not_after timestamptz,
  ended boolean NOT NULL DEFAULT false,
  last_used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz,
  revision bigint NOT NULL DEFAULT 1,
  CONSTRAINT client_password_unique UNIQUE (username)
) WITH (fillfactor = 85);

CREATE INDEX client_password_listed ON client_password (created_at, credential_id);
CREATE INDEX client_password_due ON client_password (not_after) WHERE not_after IS NOT NULL AND NOT ended;

CREATE TABLE client_certificate (
  credential_id uuid PRIMARY KEY,
  issuer text NOT NULL,
  serial_number text NOT NULL,
  client_id text,
  partition smallint NOT NULL,
  status text NOT NULL DEFAULT 'Inactive' CHECK (status IN ('Inactive', 'Active', 'Suspended', 'Revoked')),
  not_before timestamptz,
  not_after timestamptz,
  ended boolean NOT NULL DEFAULT false,
  last_used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz,
  revision bigint NOT NULL DEFAULT 1,
  CONSTRAINT client_certificate_unique UNIQUE (issuer, serial_number)
) WITH (fillfactor = 85);

CREATE INDEX client_certificate_listed ON client_certificate (created_at, credential_id);
CREATE INDEX client_certificate_due ON client_certificate (not_after) WHERE not_after IS NOT NULL AND NOT ended;

-- Fingerprint of the key that the stored hashes were made with; never more than one row.
CREATE TABLE hash_key (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  fingerprint text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE schema_version (
  component text, version int, applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (component, version));
INSERT INTO schema_version (component, version) VALUES ('feed', 1), ('cm', 1);
