package io.muster.epr.registration;

import io.muster.contract.error.Refused;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes of registrations under way, so that a crash between Credential Management and this register leaves no token of
 * an endpoint that does not exist.
 *
 * <p>A note is written before the token and goes in the statement that stores the endpoint; that statement stores
 * nothing when the note is no longer the registration's own. Hence while a registration holds the note, nobody else can
 * create that endpoint, and a registration whose note was taken over can no longer succeed.
 */
final class RegistrationIntents {

    private static final Logger LOG = LoggerFactory.getLogger(RegistrationIntents.class);
    private static final int AT_ONCE = 100;

    private final Database database;
    private final TokenProvisioning tokens;

    RegistrationIntents(Database database, TokenProvisioning tokens) {
        this.database = database;
        this.tokens = tokens;
    }

    /** How a note was obtained. */
    enum Held {
        /** It is new. */
        FRESH,
        /** It is left over from the same attempt before a crash; there may be a token already. */
        RESUMED,
        /** Another registration of the same endpoint ID holds it. */
        BY_ANOTHER
    }

    Held open(String endpointId, String attempt) {
        for (Row row : database.query("""
                INSERT INTO registration_intent AS i (endpoint_id, attempt) VALUES ($1, $2)
                ON CONFLICT (endpoint_id) DO UPDATE SET created_at = clock_timestamp() WHERE i.attempt = excluded.attempt
                RETURNING xmax = 0""", endpointId, attempt)) {
            return row.getBoolean(0) ? Held.FRESH : Held.RESUMED;
        }
        return Held.BY_ANOTHER;
    }

    /** Writes those notes of one attempt that nobody else holds; they are seen by nobody before the transaction ends. */
    static Set<String> openAll(Database.Transaction tx, Collection<String> endpointIds, String attempt) {
        Set<String> held = new HashSet<>();
        for (Row row : tx.query("""
                INSERT INTO registration_intent (endpoint_id, attempt) SELECT id, $2 FROM unnest($1::text[]) AS t (id)
                ON CONFLICT (endpoint_id) DO NOTHING RETURNING endpoint_id""", endpointIds.toArray(String[]::new), attempt)) {
            held.add(row.getString(0));
        }
        return held;
    }

    static void closeAll(Database.Transaction tx, Collection<String> endpointIds, String attempt) {
        tx.update(
                "DELETE FROM registration_intent WHERE endpoint_id = ANY ($1) AND attempt = $2",
                endpointIds.toArray(String[]::new),
                attempt);
    }

    /** Whether the note of this attempt is still there. */
    boolean stands(String endpointId, String attempt) {
        return database.query(
                                "SELECT FROM registration_intent WHERE endpoint_id = $1 AND attempt = $2",
                                endpointId,
                                attempt)
                        .size()
                == 1;
    }

    void close(String endpointId, String attempt) {
        database.update("DELETE FROM registration_intent WHERE endpoint_id = $1 AND attempt = $2", endpointId, attempt);
    }

    /**
     * Cleans up what registrations left behind that are older than {@code age}: their tokens first, then the note. What
     * cannot be cleaned up now stays for the next time.
     *
     * @return how many were cleaned up
     */
    int heal(Duration age) {
        int healed = 0;
        for (String endpointId : takeOver(age)) {
            try {
                tokens.drop(endpointId);
                healed += database.update("DELETE FROM registration_intent WHERE endpoint_id = $1", endpointId);
                LOG.info("The registration of endpoint {} was not finished; its token is dropped", endpointId);
            } catch (Refused unreachable) {
                LOG.warn(
                        "Tokens of unfinished registrations cannot be dropped now: {}",
                        unreachable.refusal().message());
                return healed;
            }
        }
        return healed;
    }

    /** Makes old notes our own, so that the registration that wrote them cannot succeed any more. */
    private List<String> takeOver(Duration age) {
        List<String> taken = new ArrayList<>();
        for (Row row : database.query("""
                UPDATE registration_intent SET attempt = $1, created_at = clock_timestamp()
                WHERE endpoint_id IN (SELECT endpoint_id FROM registration_intent
                  WHERE created_at < clock_timestamp() - $2 * interval '1 millisecond' LIMIT $3 FOR UPDATE SKIP LOCKED)
                RETURNING endpoint_id""", "heal-" + UUID.randomUUID(), age.toMillis(), AT_ONCE)) {
            taken.add(row.getString(0));
        }
        return taken;
    }
}
