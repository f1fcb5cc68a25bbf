package io.muster.epr.feed;

import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.nats.Event;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a batch of changes means for the membership of filters.
 *
 * @param perChange one element per change, in the order of the batch
 * @param stores what is stored in the transaction that removes the records of the batch; usually nothing
 * @param ahead what is stored before anything of the batch is told; usually nothing
 * @param postponed sequence numbers of changes that were not decided on: they belong into a later batch
 */
public record Consequences(
        List<Events> perChange,
        List<FeedProcessor.Store> stores,
        List<FeedProcessor.Store> ahead,
        Set<Long> postponed) {

    /** No filter is concerned by any of so many changes. */
    static Consequences none(int changes) {
        return new Consequences(Collections.nCopies(changes, Events.NONE), List.of(), List.of(), Set.of());
    }

    /**
     * Events of one change.
     *
     * @param unmatched 18/EFE ep-unmatched
     * @param matched 18/EFE ep-matched
     */
    public record Events(List<Event> unmatched, List<Event> matched) {

        /** The change moved the endpoint into no filter and out of none. */
        public static final Events NONE = new Events(List.of(), List.of());
    }
}
