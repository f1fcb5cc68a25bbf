package io.muster.epr.membership;

import io.muster.epr.feed.RecordHandler;
import io.muster.epr.filter.stored.FilterRecord;
import io.muster.platform.feed.ChangeRecord;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.postgres.Database;
import java.util.List;

/** Publishes what happens to filters, and makes a filter active once everybody was told. */
public final class FilterRecords implements RecordHandler {

    private final Database database;
    private final FilterEvents events;

    /**
     * Handles the records of one service instance.
     *
     * @param instance service instance name, part of every subject
     * @param replica ID of this replica
     */
    public FilterRecords(Database database, String instance, String replica) {
        this.database = database;
        this.events = new FilterEvents(instance, replica);
    }

    @Override
    public String kindPrefix() {
        return FilterRecord.PREFIX;
    }

    @Override
    public FeedProcessor.Outcome process(ChangeRecord change, String messageId) {
        FilterRecord record = FilterRecord.parse(change.body());
        return switch (change.kind()) {
            case FilterRecord.PENDING ->
                new FeedProcessor.Outcome(
                        List.of(events.pending(change, record.application(), record.name(), messageId)), tx -> {});
            case FilterRecord.DELETED ->
                new FeedProcessor.Outcome(
                        List.of(events.deleted(change, record.application(), record.name(), messageId)), tx -> {});
            case FilterRecord.ACTIVATED -> activated(change, record, messageId);
            default -> throw new IllegalStateException("Change records of kind " + change.kind() + " are not known");
        };
    }

    /** A filter whose query was changed meanwhile, or that was deleted, is not active: its next record tells more. */
    private FeedProcessor.Outcome activated(ChangeRecord change, FilterRecord record, String messageId) {
        boolean stands = database.query(
                                "SELECT FROM filter WHERE filter_id = $1 AND generation = $2 AND status = 'pending'",
                                change.subject(),
                                record.generation())
                        .size()
                > 0;
        return stands
                ? new FeedProcessor.Outcome(
                        List.of(events.activated(change, record.application(), record.name(), messageId)),
                        tx -> activate(tx, change.subject(), record.generation()))
                : new FeedProcessor.Outcome(List.of(), tx -> {});
    }

    private static void activate(Database.Transaction tx, String filterId, long generation) {
        tx.update("""
                UPDATE filter_partition p SET phase = 'active' FROM (
                  SELECT filter_id, partition FROM filter_partition
                  WHERE filter_id = $1 AND generation = $2 AND phase = 'done'
                  ORDER BY filter_id, partition FOR UPDATE) l
                WHERE p.filter_id = l.filter_id AND p.partition = l.partition""", filterId, generation);
        tx.update("""
                WITH stands AS (
                  SELECT filter_id FROM filter WHERE filter_id = $1 AND generation = $2 AND status = 'pending' FOR UPDATE),
                clock AS (
                  UPDATE filter_clock SET revision = revision + 1 WHERE EXISTS (SELECT FROM stands) RETURNING revision)
                UPDATE filter f SET status = 'active', revision = clock.revision FROM clock, stands
                WHERE f.filter_id = stands.filter_id""", filterId, generation);
    }
}
