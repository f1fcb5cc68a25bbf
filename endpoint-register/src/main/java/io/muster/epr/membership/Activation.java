package io.muster.epr.membership;

import io.muster.epr.endpoint.Micros;
import io.muster.epr.filter.stored.FilterRecord;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes a filter active when its last partition is done, and stores the change record that tells so.
 *
 * <p>Active first, told afterwards: whoever hears {@code activated} asks for the members at once, and must not be told
 * that the filter is pending; and the filter can be used while NATS is away.
 *
 * <p>Owners of several partitions may finish at the same moment and not see each other's work. Each locks the filter's
 * row before it counts, so the last one sees all: it happens exactly once per generation.
 */
final class Activation {

    private final Clock clock;

    Activation(Clock clock) {
        this.clock = clock;
    }

    /** To be called when these filters were marked done in a partition, in the same transaction. */
    void record(Database.Transaction tx, Collection<KnownFilter> filters) {
        String[] ids = filters.stream().map(KnownFilter::id).toArray(String[]::new);
        tx.query("SELECT FROM filter WHERE filter_id = ANY ($1) ORDER BY filter_id FOR UPDATE", (Object) ids);
        for (Row row : tx.query("""
                SELECT f.filter_id, f.application, f.name, f.generation FROM filter f
                WHERE f.filter_id = ANY ($1) AND f.status = 'pending' AND $2 = (
                  SELECT count(*) FROM filter_partition p
                  WHERE p.filter_id = f.filter_id AND p.generation = f.generation AND p.phase = 'done')
                ORDER BY f.filter_id""", ids, (long) Partitions.COUNT)) {
            FilterRecord record =
                    new FilterRecord(row.getString(1), Optional.ofNullable(row.getString(2)), row.getLong(3));
            tx.update(
                    """
                    INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at)
                    VALUES ($1, $2, $3, $4, $5, $6)""",
                    Partitions.of(row.getString(0)),
                    FilterRecord.ACTIVATED,
                    row.getString(0),
                    record.body(),
                    UUID.randomUUID().toString(),
                    Micros.parameter(Micros.cut(clock.instant())));
            activate(tx, row.getString(0), record.generation());
        }
    }

    private static void activate(Database.Transaction tx, String filterId, long generation) {
        tx.query("SELECT FROM filter_partition WHERE filter_id = $1 ORDER BY partition FOR UPDATE", filterId);
        tx.update(
                "UPDATE filter_partition SET phase = 'active' WHERE filter_id = $1 AND generation = $2 AND phase = 'done'",
                filterId,
                generation);
        tx.update("""
                WITH clock AS (UPDATE filter_clock SET revision = revision + 1 RETURNING revision)
                UPDATE filter f SET status = 'active', revision = clock.revision FROM clock
                WHERE f.filter_id = $1 AND f.generation = $2""", filterId, generation);
    }
}
