-- How far resources were made, at each authorization server, for endpoints that were there before their register was
-- followed there. An endpoint that is registered later has an event.
CREATE TABLE resource_progress (
  issuer text PRIMARY KEY,
  -- The last endpoint ID that was looked at; empty before the first.
  behind text COLLATE "C" NOT NULL DEFAULT '',
  finished boolean NOT NULL DEFAULT false
);
