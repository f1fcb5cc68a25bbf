-- An endpoint has few tokens: they are sorted when they are listed. V0004 takes away the index before.
CREATE INDEX endpoint_token_by_endpoint ON endpoint_token (endpoint_id);
-- The time of the last use changes of few tokens of a page at a time.
ALTER TABLE endpoint_token SET (fillfactor = 95);
