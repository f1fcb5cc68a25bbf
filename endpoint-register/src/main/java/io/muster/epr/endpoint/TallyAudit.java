package io.muster.epr.endpoint;

import io.muster.platform.feed.Takeover;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Counts endpoints and metadata keys anew, compares with what {@link EndpointTally} keeps, and mends the difference when
 * told to. May run beside any number of replicas.
 *
 * <p>What is stored and what waiting changes will add to it make up what there is, in every snapshot. So one statement
 * tells what is wrong, and by how much: the feed moves figures from the waiting to the stored ones, which leaves a mistake
 * as large as it is. Hence the mistakes are counted while the feed goes on, and only to take them off the stored figures
 * are all partitions taken over, for a moment. Nobody else may mend meanwhile, or they would be taken off twice.
 */
public final class TallyAudit {

    private static final String WRONG = """
            SELECT application, app_version, metadata_key, coalesce(stored.n, 0) AS stored, coalesce(due.n, 0) AS due
            FROM (
              SELECT application, app_version, metadata_key, sum(n)::bigint AS n FROM endpoint_tally
              GROUP BY application, app_version, metadata_key) AS stored
            FULL JOIN (
              SELECT application, app_version, metadata_key, sum(n)::bigint AS n FROM (
                SELECT application, app_version, used.metadata_key, count(*) AS n FROM endpoint,
                  LATERAL (SELECT '' UNION ALL SELECT jsonb_object_keys(metadata)) AS used (metadata_key)
                GROUP BY application, app_version, used.metadata_key
                UNION ALL
                SELECT application, app_version, metadata_key, -n FROM endpoint_tally_waiting) AS known
              GROUP BY application, app_version, metadata_key) AS due USING (application, app_version, metadata_key)
            WHERE coalesce(stored.n, 0) <> coalesce(due.n, 0)
            ORDER BY application, app_version, metadata_key""";

    private static final String MEND = """
            WITH wrong AS (
              SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[])
                AS wrong (application, app_version, metadata_key, n)),
            gone AS (
              DELETE FROM endpoint_tally t USING wrong
              WHERE t.application = wrong.application AND t.app_version = wrong.app_version
                AND t.metadata_key = wrong.metadata_key AND partition <> 0
              RETURNING t.*)
            INSERT INTO endpoint_tally AS t (application, app_version, metadata_key, partition, n)
            SELECT application, app_version, metadata_key, 0, sum(n) FROM (
              SELECT application, app_version, metadata_key, n FROM gone UNION ALL SELECT * FROM wrong) AS more
            GROUP BY application, app_version, metadata_key
            ON CONFLICT (application, app_version, metadata_key, partition) DO UPDATE SET n = t.n + excluded.n""";

    /** Two replicas may have left rows that come to nothing together. */
    private static final String NOTHING = """
            DELETE FROM endpoint_tally WHERE (application, app_version, metadata_key) IN (
              SELECT application, app_version, metadata_key FROM endpoint_tally
              GROUP BY application, app_version, metadata_key HAVING sum(n) = 0)""";

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
    public record Wrong(String application, String appVersion, String metadataKey, long stored, long due) {

        /** In words. */
        public String text() {
            return "%s of %s: %d, should be %d"
                    .formatted(
                            metadataKey.isEmpty() ? "endpoints" : "metadata key " + metadataKey,
                            appVersion,
                            stored,
                            due);
        }
    }

    /** All figures that are wrong; as many as there are application versions and metadata keys, at most. */
    public List<Wrong> find() {
        return wrong(database.query(WRONG));
    }

    private static List<Wrong> wrong(RowSet<Row> rows) {
        List<Wrong> wrong = new ArrayList<>();
        for (Row row : rows) {
            wrong.add(new Wrong(row.getString(0), row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)));
        }
        return wrong;
    }

    /** Takes the mistakes off; returns how many of these figures are right now: all. */
    public int mend(List<Wrong> found) {
        if (!found.isEmpty()) {
            Takeover.ofAll(database, this::mistakes, TallyAudit::takeOff);
        }
        return found.size();
    }

    /** As they are when nobody else mends any longer. */
    private List<Wrong> mistakes(Database.Transaction tx) {
        tx.script("LOCK TABLE endpoint_tally IN SHARE UPDATE EXCLUSIVE MODE");
        return wrong(tx.query(WRONG));
    }

    private static void takeOff(Database.Transaction tx, List<Wrong> wrong) {
        tx.update(
                MEND,
                texts(wrong, Wrong::application),
                texts(wrong, Wrong::appVersion),
                texts(wrong, Wrong::metadataKey),
                wrong.stream().map(figure -> figure.due() - figure.stored()).toArray(Long[]::new));
        tx.update(NOTHING);
    }

    private static String[] texts(List<Wrong> wrong, Function<Wrong, String> value) {
        return wrong.stream().map(value).toArray(String[]::new);
    }
}
