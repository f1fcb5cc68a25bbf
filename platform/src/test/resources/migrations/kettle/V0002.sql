ALTER TABLE kettle ADD COLUMN colour text;
INSERT INTO step VALUES ('second');
-- The tests hold this lock for as long as they want the step to be under way. Waiting for it is not what is tested.
SET LOCAL lock_timeout = 0;
SELECT pg_advisory_xact_lock(4711);
