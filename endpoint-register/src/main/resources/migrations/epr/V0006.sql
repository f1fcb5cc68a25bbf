-- Lists come in the order of registration; the few endpoints registered in the same microsecond, as an import may do, are
-- sorted by ID when a page is made. Without the ID, which may have hundreds of characters, the three indexes of these lists
-- take two thirds of the room, and every write of an endpoint has to log less. V0007 takes away the ones before.
CREATE INDEX endpoint_of_time ON endpoint (created_at);
CREATE INDEX endpoint_of_application ON endpoint (application, created_at);
CREATE INDEX endpoint_of_version ON endpoint (app_version, created_at);
