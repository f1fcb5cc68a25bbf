-- One index for the lists of an application and of a version. It holds hashes of the names, of four bytes each, since a
-- fleet has few names and they are long: 31 bytes for an endpoint instead of 100 in two indexes, and one entry less for
-- every change. V0010 takes away the ones before.
CREATE INDEX endpoint_of_names ON endpoint (hashtext(application), hashtext(app_version), created_at);

-- A name tells its hash, and a version its application: without this PostgreSQL would multiply, and expect few endpoints
-- where there are many.
CREATE STATISTICS endpoint_names (dependencies)
  ON application, app_version, (hashtext(application)), (hashtext(app_version)) FROM endpoint;
ANALYZE endpoint;
