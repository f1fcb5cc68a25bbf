package io.muster.epr.membership;

import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;

/**
 * Every change of every row, as triggers of the database note it: what a failed test needs to tell who did what, in
 * which transaction and in which order.
 */
final class History {

    private final Database database;

    private History(Database database) {
        this.database = database;
    }

    /** Starts to take notes. */
    static History of(Database database) {
        database.inTransaction(tx -> {
            tx.script("""
                    CREATE TABLE history (n bigserial PRIMARY KEY, tx bigint DEFAULT txid_current(),
                      at timestamptz DEFAULT clock_timestamp(), what text, before jsonb, after jsonb);
                    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                      INSERT INTO history (what, before, after)
                      VALUES (TG_TABLE_NAME || ' ' || TG_OP, to_jsonb(OLD), to_jsonb(NEW));
                      RETURN NULL;
                    END $$""");
            for (String table :
                    new String[] {"filter", "filter_partition", "filter_member", "change_record", "feed_lease"}) {
                tx.script("CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE ON " + table
                        + " FOR EACH ROW EXECUTE FUNCTION note()");
            }
            return tx;
        });
        return new History(database);
    }

    /** All that concerns an endpoint in a filter: both rows, their records, and who owned the partition. */
    String of(String endpointId, String filterId, int partition) {
        StringBuilder text = new StringBuilder("\nn, transaction, time, what, before, after");
        for (Row row : database.query("""
                WITH about AS (
                  SELECT h.*, coalesce(after, before) AS about FROM history h),
                chosen AS (
                  SELECT * FROM about WHERE CASE
                    WHEN what LIKE 'filter\\_member%' THEN about->>'endpoint_id' = $1 AND about->>'filter_id' = $2
                    WHEN what LIKE 'filter\\_partition%' THEN about->>'filter_id' = $2 AND about->>'partition' = $3
                    WHEN what LIKE 'filter%' THEN about->>'filter_id' = $2
                    WHEN what LIKE 'change%' THEN about->>'subject' = $1
                    ELSE about->>'partition' = $3 AND before->>'owner' <> after->>'owner' END),
                owner AS (
                  SELECT * FROM about WHERE what LIKE 'feed%' AND about->>'partition' = $3
                    AND tx IN (SELECT tx FROM chosen))
                SELECT n, tx, at, what, before::text, after::text FROM (
                  SELECT * FROM chosen UNION SELECT * FROM owner) h ORDER BY n""", endpointId, filterId, Integer.toString(partition))) {
            text.append("\n  ").append(row.deepToString());
        }
        return text.toString();
    }
}
