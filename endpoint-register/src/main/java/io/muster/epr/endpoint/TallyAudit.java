package io.muster.epr.endpoint;

import io.muster.platform.feed.Takeover;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts endpoints and metadata keys anew, compares with what {@link EndpointTally} keeps, and mends the difference when
 * told to. May run beside any number of replicas.
 *
 * <p>What is stored and what waiting changes will add to it make up what there is, in every snapshot; so one statement
 * tells what is wrong, whatever the feed does meanwhile. It is mended under the lease of the partition, of which only the
 * owner writes.
 */
public final class TallyAudit {

    /** What should be stored, of the endpoints and waiting changes that a condition selects. */
    private static final String DUE = """
            SELECT application, app_version, metadata_key, partition, sum(n)::bigint AS n FROM (
              SELECT application, app_version, used.metadata_key, partition, count(*) AS n FROM endpoint,
                LATERAL (SELECT '' UNION ALL SELECT jsonb_object_keys(metadata)) AS used (metadata_key)
              WHERE %1$s GROUP BY application, app_version, used.metadata_key, partition
              UNION ALL
              SELECT application, app_version, metadata_key, partition, -n FROM endpoint_tally_waiting
              WHERE %1$s) AS known
            GROUP BY application, app_version, metadata_key, partition HAVING sum(n) <> 0""";

    private static final String FIND = """
            SELECT application, app_version, metadata_key, partition, coalesce(stored.n, 0), coalesce(due.n, 0)
            FROM endpoint_tally AS stored
              FULL JOIN (%s) AS due USING (application, app_version, metadata_key, partition)
            WHERE coalesce(stored.n, 0) <> coalesce(due.n, 0)
            ORDER BY application, app_version, metadata_key, partition""".formatted(DUE.formatted("true"));

    private static final String MEND = """
            WITH due AS (%s),
            gone AS (
              DELETE FROM endpoint_tally AS stored WHERE application = $1 AND partition = $2 AND NOT EXISTS (
                SELECT FROM due
                WHERE due.app_version = stored.app_version AND due.metadata_key = stored.metadata_key))
            INSERT INTO endpoint_tally AS stored (application, app_version, metadata_key, partition, n)
            SELECT application, app_version, metadata_key, partition, n FROM due
            ON CONFLICT (application, app_version, metadata_key, partition) DO UPDATE SET n = excluded.n
            WHERE stored.n <> excluded.n""".formatted(DUE.formatted("application = $1 AND partition = $2"));

    private final Database database;

    /** @param database its statement timeout must allow to count all metadata */
    public TallyAudit(Database database) {
        this.database = database;
    }

    /**
     * A figure that is wrong.
     *
     * @param metadataKey empty where endpoints themselves are counted
     * @param stored what is kept; 0 when nothing is
     * @param due what should be
     */
    public record Wrong(
            String application, String appVersion, String metadataKey, int partition, long stored, long due) {

        /** In words. */
        public String text() {
            return "%s of %s, partition %d: %d, should be %d"
                    .formatted(
                            metadataKey.isEmpty() ? "endpoints" : "metadata key " + metadataKey,
                            appVersion,
                            partition,
                            stored,
                            due);
        }
    }

    /** All figures that are wrong; as long as there are application versions and metadata keys, at most. */
    public List<Wrong> find() {
        List<Wrong> wrong = new ArrayList<>();
        for (Row row : database.query(FIND)) {
            wrong.add(new Wrong(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getShort(3),
                    row.getLong(4),
                    row.getLong(5)));
        }
        return wrong;
    }

    /** Counts anew wherever something was wrong; returns how many of these figures are right now: all. */
    public int mend(List<Wrong> found) {
        found.stream()
                .map(wrong -> new Place(wrong.application(), wrong.partition()))
                .distinct()
                .forEach(place -> Takeover.transaction(
                        database,
                        place.partition(),
                        tx -> tx.update(MEND, place.application(), (short) place.partition())));
        return found.size();
    }

    /** What is counted in one go: short enough to hold up the feed of the partition. */
    private record Place(String application, int partition) {}
}
