package io.muster.platform.feed;

import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes that could not be published, for the operator. Later changes of the same subject wait behind a parked one,
 * so that order per subject holds whenever it is published after all; everybody else goes on.
 *
 * <p>Everything here may be done while feeds run: they find what they may publish by themselves.
 */
public final class ParkedRecords {

    private final Database database;

    /** @param database schema must be that of the feed */
    public ParkedRecords(Database database) {
        this.database = database;
    }

    /** The oldest parked records, at most {@code limit}. */
    public List<ParkedRecord> oldest(int limit) {
        List<ParkedRecord> parked = new ArrayList<>();
        for (Row row : database.query("""
                SELECT sequence, kind, subject, parked_reason, (SELECT count(*) FROM change_record behind
                    WHERE behind.subject = p.subject AND behind.parked_reason IS NULL), created_at, parked_at
                FROM change_record p WHERE parked_reason IS NOT NULL ORDER BY sequence LIMIT $1""", limit)) {
            parked.add(new ParkedRecord(
                    row.getLong(0),
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getOffsetDateTime(5).toInstant(),
                    row.getOffsetDateTime(6).toInstant()));
        }
        return parked;
    }

    /** How much waits and how much is parked. */
    public Backlog backlog() {
        return new ChangeRecords(database).backlog();
    }

    /** Has the feed try all parked records again; returns how many there are. */
    public int retry() {
        return database.update(
                "UPDATE change_record SET parked_reason = NULL, parked_at = NULL WHERE parked_reason IS NOT NULL");
    }

    /**
     * Removes a parked record for good: its events are never told. What waits behind it goes on.
     *
     * @return whether there was such a parked record
     */
    public boolean discard(long sequence) {
        return database.update("DELETE FROM change_record WHERE sequence = $1 AND parked_reason IS NOT NULL", sequence)
                > 0;
    }
}
