package io.muster.epr.feed;

import io.muster.platform.feed.FeedProcessor;
import java.util.List;
import java.util.Set;

/**
 * Which endpoints belong to which filters, as the change feed sees it. All methods are called by one thread of the
 * replica that owns the partitions concerned, never concurrently.
 */
public interface Membership {

    /** No filters at all. */
    Membership NONE = new Membership() {
        @Override
        public Consequences of(List<DocumentChange> batch, FeedProcessor.Reading reading) {
            return Consequences.none(batch.size());
        }

        @Override
        public void acquired(Set<Integer> partitions) {}

        @Override
        public boolean step(Set<Integer> owned, FeedProcessor.Guard guard) {
            return false;
        }
    };

    /**
     * Decides which endpoints come into filters and leave them. Must not write; may read. The batch may hold several
     * changes of one endpoint, in order, of which all but the first may be postponed; a repeated batch must yield the same
     * message IDs.
     *
     * @param reading to be used last of all that is read
     */
    Consequences of(List<DocumentChange> batch, FeedProcessor.Reading reading);

    /** What a decision mostly depends on, see {@link FeedProcessor#beside}. */
    default List<String> beside() {
        return List.of();
    }

    /** Partitions were taken over: forget what was cached about them. */
    void acquired(Set<Integer> partitions);

    /**
     * A small piece of work besides the changes, such as the first evaluation of a filter.
     *
     * @param guard must be called first inside every transaction of that work
     * @return whether there is more to do at once
     */
    boolean step(Set<Integer> owned, FeedProcessor.Guard guard);
}
