-- What Muster 0.1.0 writes: an endpoint with its record, a filter with progress and a member, a batch, a parked record.
INSERT INTO endpoint (endpoint_id, partition, application, app_version, app_version_since, metadata, metadata_revision,
    revision, created_at)
  VALUES ('e-{n}', 3, 'kettle', 'kettle-v1', now(), '{"a": 1}', 1, 1, now());
INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at)
  VALUES (3, 'registered', 'e-{n}', '{}', 'c', now());
INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at, parked_reason, parked_at)
  VALUES (4, 'registered', 'p-{n}', '{}', 'c', now(), 'why', now());
WITH clock AS (UPDATE filter_clock SET revision = revision + 1 RETURNING revision)
INSERT INTO filter (filter_id, application, name, query, status, generation, edition, revision, created_at, updated_at)
  SELECT 'f-{n}', 'kettle', 'f-{n}', '{}', 'active', 1, 1, revision, now(), now() FROM clock;
INSERT INTO filter_partition (filter_id, partition, generation, phase, cursor, matched)
  VALUES ('f-{n}', 3, 1, 'active', '', 1);
INSERT INTO filter_member (endpoint_id, filter_id, partition, created_at) VALUES ('e-{n}', 'f-{n}', 3, now());
INSERT INTO batch_task (task_id, kind, application, app_version, correlation_id, created_at)
  VALUES ('t-{n}', 'register', 'kettle', 'kettle-v1', 'c', now());
INSERT INTO batch_item (task_id, position, endpoint_id, request) VALUES ('t-{n}', 0, 'e-{n}', 'sealed');
INSERT INTO feed_replica (replica, until) VALUES ('r-{n}', now());
UPDATE feed_lease SET owner = 'r-{n}', until = now() WHERE partition = 3;
