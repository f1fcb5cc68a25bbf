package io.muster.epr.membership;

import io.muster.epr.endpoint.NameHash;
import io.muster.epr.filter.sql.SqlPredicate;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The first evaluation of one filter by one look at all endpoints, apart from the feed: PostgreSQL reads the table once,
 * in its own order and with several processes, while changes go on. A scan in steps reads it in the order of IDs, which
 * is any order on the disk, once for each partition, and keeps changes waiting meanwhile.
 *
 * <p>What was seen is of the moment of the look, and the feed has gone on since. It tells the survey of every endpoint of
 * which it works on a change, from before the look begins ({@link #changed}). So when the result is stored:
 *
 * <ul>
 *   <li>An endpoint that is not among those, and of which no change waits, is as it was seen.
 *   <li>One that is not among those, and of which a change waits: if that waited at the look already, the look has left
 *       it out; if not, it was seen as it was before the change. In both cases it is judged by its document before the
 *       earliest change, as in a scan.
 *   <li>One that is among those is judged anew.
 * </ul>
 *
 * <p>All of that holds only as long as nobody else works on the partitions. A survey is dropped when one of them is
 * given away or taken over, and when it turns out too large to be kept in memory; the scan in steps does it then.
 */
final class Survey {

    /** How many parameters it takes before those of the query. */
    static final int PARAMETERS = 3;

    /** The limit stands outside of what is planned, see {@link io.muster.epr.endpoint.EndpointList}. */
    private static final String SQL = """
            WITH found AS MATERIALIZED (
              SELECT endpoint_id, partition, created_at FROM endpoint
              WHERE %s AND partition = ANY ($2) AND (%s)
                AND NOT EXISTS (SELECT FROM change_record c WHERE c.subject = endpoint.endpoint_id
                  AND c.parked_reason IS NULL AND c.kind = ANY ($3)))
            SELECT * FROM found LIMIT %d""";

    private final KnownFilter filter;
    private final Set<Integer> partitions;
    private final int most;
    private final Set<String> changed = new HashSet<>();
    private final CompletableFuture<List<Move>> look = new CompletableFuture<>();

    private Survey(KnownFilter filter, Set<Integer> partitions, int most) {
        this.filter = filter;
        this.partitions = Set.copyOf(partitions);
        this.most = most;
    }

    /**
     * Begins to look.
     *
     * @param predicate exactly the query of the filter, its parameters behind the first {@link #PARAMETERS}
     * @param most endpoints that may be found, and that may change meanwhile
     */
    static Survey begin(
            Database database, KnownFilter filter, SqlPredicate predicate, Set<Integer> partitions, int most) {
        Survey survey = new Survey(filter, partitions, most);
        Thread.ofVirtual().name("survey-" + filter.id()).start(() -> survey.look(database, predicate));
        return survey;
    }

    private void look(Database database, SqlPredicate predicate) {
        List<Object> parameters =
                new ArrayList<>(List.of(filter.application(), Partitions.array(partitions), Range.KINDS));
        parameters.addAll(predicate.binds());
        try {
            look.complete(database.inTransaction(tx -> {
                // An index that begins with the application looks as if the table were in its order: PostgreSQL would
                // read the table one endpoint after the other, each from another page.
                tx.script("SET LOCAL enable_indexscan = off");
                List<Move> found = new ArrayList<>();
                tx.query(
                                SQL.formatted(NameHash.equal("application", "$1"), predicate.text(), most + 1),
                                parameters.toArray())
                        .forEach(row -> found.add(move(row)));
                return found;
            }));
        } catch (RuntimeException failure) {
            look.completeExceptionally(failure);
        }
    }

    private Move move(Row row) {
        return new Move(
                row.getString(0),
                filter.id(),
                row.getShort(1),
                row.getOffsetDateTime(2).toInstant());
    }

    KnownFilter filter() {
        return filter;
    }

    Set<Integer> partitions() {
        return partitions;
    }

    /** All that is looked at. */
    Range range() {
        return new Range(partitions, filter.application(), "", Progress.END);
    }

    /** The feed works on a change of this endpoint. */
    void changed(String endpointId) {
        changed.add(endpointId);
    }

    /** Endpoints that have to be judged anew. */
    Set<String> changed() {
        return changed;
    }

    /** Waits for the end of the look, for so long. */
    boolean ended(Duration patience) {
        try {
            look.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException failed) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * What was found besides those that have changed, in the order of the indexes it will be put in; empty when there was
     * too much of anything, or the look failed.
     */
    Optional<List<Move>> found() {
        if (look.isCompletedExceptionally() || look.join().size() > most || changed.size() > most) {
            return Optional.empty();
        }
        return Optional.of(look.join().stream()
                .filter(move -> !changed.contains(move.endpointId()))
                .sorted(Comparator.comparing(Move::endpointId))
                .toList());
    }
}
