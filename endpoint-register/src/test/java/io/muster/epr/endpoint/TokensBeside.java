package io.muster.epr.endpoint;

import io.muster.platform.postgres.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A table of tokens in the database of the endpoints: what the writer may assume of it, and nothing more. */
public final class TokensBeside implements TokenTable {

    private final Database database;

    /** Makes the table. */
    public TokensBeside(Database database) {
        this.database = database;
        database.update("""
                CREATE TABLE first_token (token_id uuid PRIMARY KEY, endpoint_id text NOT NULL, application text NOT NULL,
                  token_hash bytea NOT NULL, partition smallint NOT NULL, created_at timestamptz NOT NULL,
                  UNIQUE (application, token_hash))""");
    }

    @Override
    public String insertFrom(String source) {
        return """
                INSERT INTO first_token (token_id, endpoint_id, application, token_hash, partition, created_at)
                  SELECT token_id, endpoint_id, application, token_hash, partition, created_at FROM %s
                  ON CONFLICT (application, token_hash) DO NOTHING RETURNING endpoint_id""".formatted(source);
    }

    /** A token of this value, not stored. */
    public static FirstToken token(String value) {
        return new FirstToken(UUID.randomUUID(), Buffer.buffer(value));
    }

    /** The values of the tokens of an endpoint. */
    public List<String> of(String endpointId) {
        List<String> values = new ArrayList<>();
        for (Row row : database.query("SELECT token_hash FROM first_token WHERE endpoint_id = $1", endpointId)) {
            values.add(row.getBuffer(0).toString());
        }
        return values;
    }

    /** How many tokens have no endpoint that was made at the same moment. */
    public long strays() {
        return database.query("""
                        SELECT count(*) FROM first_token t WHERE NOT EXISTS (
                          SELECT FROM endpoint e WHERE e.endpoint_id = t.endpoint_id AND e.created_at = t.created_at
                            AND e.partition = t.partition AND e.application = t.application)""").iterator().next().getLong(0);
    }
}
