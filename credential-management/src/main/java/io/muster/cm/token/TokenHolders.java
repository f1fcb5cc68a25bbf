package io.muster.cm.token;

import io.muster.platform.postgres.Database;
import io.muster.platform.trace.Correlation;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which endpoints have tokens, for an operator's comparison with the register. Works on the tables alone, so that it can
 * be used beside running replicas: they hear of dropped tokens by the revocation events, as from each other.
 */
public final class TokenHolders {

    private final Database database;
    private final TokenStore store;

    /** @param database schema must be that of CM */
    public TokenHolders(Database database) {
        this.database = database;
        this.store = new TokenStore(database);
    }

    /**
     * Endpoints that have tokens, in the order of their IDs.
     *
     * @param after begin behind this one; empty for the first
     * @param before only tokens created before count
     * @param limit largest number of endpoints
     */
    public List<String> after(String after, Instant before, int limit) {
        List<String> holders = new ArrayList<>();
        for (Row row : database.query("""
                SELECT DISTINCT endpoint_id FROM endpoint_token WHERE endpoint_id > $1 AND created_at < $2
                ORDER BY endpoint_id LIMIT $3""", after, time(before), (long) limit)) {
            holders.add(row.getString(0));
        }
        return holders;
    }

    /** Those of {@code endpointIds} that have a token, in whatever state. */
    public Set<String> among(Collection<String> endpointIds) {
        Set<String> holders = new HashSet<>();
        for (Row row :
                database.query("SELECT DISTINCT endpoint_id FROM endpoint_token WHERE endpoint_id = ANY ($1)", (Object)
                        endpointIds.toArray(String[]::new))) {
            holders.add(row.getString(0));
        }
        return holders;
    }

    /**
     * The tokens of endpoints by endpoint ID, the oldest first.
     *
     * @param tx of any schema of the same database
     */
    public Map<String, List<Token>> tokens(Database.Transaction tx, Collection<String> endpointIds) {
        Map<String, List<Token>> tokens = new HashMap<>();
        String table = database.schema() + ".endpoint_token";
        for (Row row : tx.query(
                "SELECT * FROM " + table + " WHERE endpoint_id = ANY ($1) ORDER BY created_at, token_id",
                (Object) endpointIds.toArray(String[]::new))) {
            Token token = Token.read(row);
            tokens.computeIfAbsent(token.endpointId(), id -> new ArrayList<>()).add(token);
        }
        return tokens;
    }

    /** Deletes the tokens of an endpoint that were created up to {@code until}, and announces those that were usable. */
    public int drop(String endpointId, Instant until) {
        return store.drop(new TokenStore.Departure(endpointId, until, Correlation.current()))
                .size();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
