-- A password that was rotated out and is still accepted until the given time; both or neither.
ALTER TABLE client_password
  ADD COLUMN previous_hash text,
  ADD COLUMN previous_until timestamptz;

CREATE INDEX client_password_previous_due ON client_password (previous_until) WHERE previous_until IS NOT NULL;
