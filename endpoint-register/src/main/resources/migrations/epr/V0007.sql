-- A step of its own: it needs the table for itself, but only for a moment. First evaluations of filters read the whole
-- table in its own order, or all partitions together in the order of the primary key, and need no index by partition; a
-- replica of the release before falls back to the primary key meanwhile. One may be gone: an operator was here before.
DROP INDEX IF EXISTS endpoint_created, endpoint_application, endpoint_app_version, endpoint_evaluation;
