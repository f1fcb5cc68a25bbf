-- The schema "epr" as Muster 0.1.0 made it, with a little of everything in it.
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
-- Counts the changes of filters. Its row is locked until a change commits, so that revisions become visible in their
-- order, and whoever knows revision n misses nothing by asking for what is greater.
CREATE TABLE filter_clock (
  revision bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO filter_clock VALUES (0);

-- Stored filters. generation counts the queries a filter has had, edition the changes by users, revision is that of the
-- clock. status: pending, active, or deleted while what it held is being removed.
CREATE TABLE filter (
  filter_id text COLLATE "C" PRIMARY KEY,
  application text NOT NULL,
  name text,
  description text,
  query text NOT NULL,
  status text NOT NULL,
  generation bigint NOT NULL,
  edition bigint NOT NULL,
  revision bigint NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE UNIQUE INDEX filter_name ON filter (application, name) WHERE name IS NOT NULL;
CREATE INDEX filter_application ON filter (application, created_at, filter_id);
CREATE INDEX filter_revision ON filter (revision);

-- How far a filter is in one feed partition. phase: clear (members of an older query are being removed), scan (endpoints
-- up to cursor are evaluated), done (all are), active (and everybody may know), drop (the filter is deleted). matched
-- counts the members of this partition, so that counting never contends.
CREATE TABLE filter_partition (
  filter_id text COLLATE "C" NOT NULL,
  partition smallint NOT NULL,
  generation bigint NOT NULL,
  phase text NOT NULL,
  cursor text COLLATE "C" NOT NULL,
  matched bigint NOT NULL,
  PRIMARY KEY (filter_id, partition)
) WITH (fillfactor = 50);

-- Which endpoints belong to which filter. created_at is that of the endpoint: lists by filter come in this order.
CREATE TABLE filter_member (
  endpoint_id text COLLATE "C" NOT NULL,
  filter_id text COLLATE "C" NOT NULL,
  partition smallint NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (endpoint_id, filter_id)
);

CREATE INDEX filter_member_list ON filter_member (filter_id, created_at, endpoint_id) INCLUDE (partition);

-- Filters are evaluated application by application.
CREATE INDEX endpoint_evaluation ON endpoint (application, partition, endpoint_id);
DROP INDEX endpoint_partition;
CREATE TABLE schema_version (
  component text, version int, applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (component, version));
INSERT INTO schema_version (component, version) VALUES ('feed', 1), ('epr', 1), ('epr', 2);
