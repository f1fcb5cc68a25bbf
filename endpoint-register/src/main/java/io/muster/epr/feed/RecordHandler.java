package io.muster.epr.feed;

import io.muster.platform.feed.ChangeRecord;
import io.muster.platform.feed.FeedProcessor;

/** Decides the consequences of change records that are not about an endpoint, such as those about a filter. */
public interface RecordHandler {

    /** The kinds it is for start with this, such as {@code filter-}. */
    String kindPrefix();

    /**
     * Decides the consequences of one record. Must not write; may read; must yield the same message IDs when repeated.
     *
     * @param messageId stable start of the message IDs of this record's events
     */
    FeedProcessor.Outcome process(ChangeRecord change, String messageId);
}
