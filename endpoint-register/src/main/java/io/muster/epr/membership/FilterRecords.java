package io.muster.epr.membership;

import io.muster.epr.feed.RecordHandler;
import io.muster.epr.filter.stored.FilterRecord;
import io.muster.epr.filter.stored.MendedMember;
import io.muster.platform.feed.ChangeRecord;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.nats.Event;
import io.muster.platform.postgres.Database;
import java.util.List;

/** Publishes what happens to filters. */
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
        return switch (change.kind()) {
            case MendedMember.ENTERED -> mended(events.entered(change, MendedMember.parse(change.body()), messageId));
            case MendedMember.LEFT -> mended(events.left(change, MendedMember.parse(change.body()), messageId));
            default -> filter(change, FilterRecord.parse(change.body()), messageId);
        };
    }

    private static FeedProcessor.Outcome mended(Event event) {
        return new FeedProcessor.Outcome(List.of(event), List.of());
    }

    private FeedProcessor.Outcome filter(ChangeRecord change, FilterRecord record, String messageId) {
        return switch (change.kind()) {
            case FilterRecord.PENDING ->
                new FeedProcessor.Outcome(List.of(events.pending(change, record, messageId)), List.of());
            case FilterRecord.DELETED ->
                new FeedProcessor.Outcome(List.of(events.deleted(change, record, messageId)), List.of());
            case FilterRecord.ACTIVATED -> activated(change, record, messageId);
            default -> throw new IllegalStateException("Change records of kind " + change.kind() + " are not known");
        };
    }

    /** A filter whose query was changed meanwhile, or that was deleted, is not active: its next record tells more. */
    private FeedProcessor.Outcome activated(ChangeRecord change, FilterRecord record, String messageId) {
        boolean stands = database.query(
                                "SELECT FROM filter WHERE filter_id = $1 AND generation = $2 AND status = 'active'",
                                change.subject(),
                                record.generation())
                        .size()
                > 0;
        return new FeedProcessor.Outcome(
                stands ? List.of(events.activated(change, record, messageId)) : List.of(), List.of());
    }
}
