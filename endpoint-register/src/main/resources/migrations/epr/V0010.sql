-- A step of its own: it needs the table for itself, but only for a moment. A replica of the release before walks through
-- all endpoints in the order of time meanwhile, and leaves out those of other applications and versions.
DROP INDEX IF EXISTS endpoint_of_application, endpoint_of_version;
