-- How many endpoints an application version has (metadata_key is empty) and how many of them have each metadata key, so
-- that lists need not count and nobody has to read all metadata. Written by the change feed only, each row by the owner of
-- its partition, in the transaction that removes the change records: together with what the waiting records add, the
-- figures are exact at every moment.
CREATE TABLE endpoint_tally (
  application text NOT NULL,
  app_version text NOT NULL,
  metadata_key text COLLATE "C" NOT NULL,
  partition smallint NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (application, app_version, metadata_key, partition)
) WITH (fillfactor = 50);

-- What the waiting change records will add, those that are parked included.
CREATE VIEW endpoint_tally_waiting AS
SELECT body->>'application' AS application, side.app_version, used.metadata_key, partition, side.n
FROM (
    SELECT partition, kind, body::jsonb AS body FROM change_record
    WHERE kind IN ('registered', 'unregistered', 'version-changed', 'metadata-updated')) AS record,
  LATERAL (VALUES
    (-1, body->>'oldVersion', body->'oldMetadata'),
    (1, body->>'newVersion', CASE kind WHEN 'version-changed' THEN body->'oldMetadata' ELSE body->'newMetadata' END)
  ) AS side (n, app_version, metadata),
  LATERAL (SELECT '' UNION ALL SELECT jsonb_object_keys(side.metadata)) AS used (metadata_key)
WHERE side.app_version IS NOT NULL;

INSERT INTO endpoint_tally (application, app_version, metadata_key, partition, n)
SELECT application, app_version, metadata_key, partition, sum(n) FROM (
  SELECT application, app_version, metadata_key, partition, 1 AS n FROM endpoint,
    LATERAL (SELECT '' UNION ALL SELECT jsonb_object_keys(metadata)) AS used (metadata_key)
  UNION ALL
  SELECT application, app_version, metadata_key, partition, -n FROM endpoint_tally_waiting) AS known
GROUP BY application, app_version, metadata_key, partition HAVING sum(n) <> 0;
