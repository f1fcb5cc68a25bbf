-- Endpoints: one row each, the only place where their state lives. revision counts every change of the row,
-- metadata_revision those of the metadata.
CREATE TABLE endpoint (
  endpoint_id text COLLATE "C" PRIMARY KEY,
  partition smallint NOT NULL,
  application text NOT NULL,
  app_version text NOT NULL,
  app_version_since timestamptz NOT NULL,
  -- When the version was last changed by a connection: an older report that arrives late is recognised by it.
  app_version_reported_at timestamptz,
  metadata jsonb NOT NULL,
  metadata_revision bigint NOT NULL,
  metadata_updated_at timestamptz,
  revision bigint NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE INDEX endpoint_created ON endpoint (created_at, endpoint_id);
CREATE INDEX endpoint_application ON endpoint (application, created_at, endpoint_id);
CREATE INDEX endpoint_app_version ON endpoint (app_version, created_at, endpoint_id);
CREATE INDEX endpoint_metadata ON endpoint USING gin (metadata jsonb_path_ops);
CREATE INDEX endpoint_partition ON endpoint (partition, endpoint_id);

-- Registrations under way: what the token store may hold for an endpoint that does not exist yet. A row that stays
-- behind tells what to clean up.
CREATE TABLE registration_intent (
  endpoint_id text COLLATE "C" PRIMARY KEY,
  attempt text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Jobs over many endpoints, resumed after a restart by whichever replica takes the lease.
CREATE TABLE batch_task (
  task_id text PRIMARY KEY,
  kind text NOT NULL,
  application text NOT NULL,
  app_version text NOT NULL,
  correlation_id text NOT NULL,
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  owner text NOT NULL DEFAULT '',
  until timestamptz NOT NULL DEFAULT '-infinity'
);

CREATE INDEX batch_task_open ON batch_task (created_at) WHERE finished_at IS NULL;

CREATE TABLE batch_item (
  task_id text NOT NULL REFERENCES batch_task ON DELETE CASCADE,
  position int NOT NULL,
  endpoint_id text NOT NULL,
  request text NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  reason text,
  started_at timestamptz,
  PRIMARY KEY (task_id, position)
);
