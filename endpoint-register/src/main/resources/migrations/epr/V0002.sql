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
