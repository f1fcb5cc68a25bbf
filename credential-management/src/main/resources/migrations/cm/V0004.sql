-- A step of its own: it needs the table for itself, but only for a moment.
DROP INDEX endpoint_token_of_endpoint;
