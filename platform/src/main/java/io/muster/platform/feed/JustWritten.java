package io.muster.platform.feed;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Contents of records that this process stored a moment ago, for its own feed: the feed asks the database which records
 * are next, and for the contents of those only that are not here. Most are, where a replica owns the partition of what it
 * writes; it spares the database the sending and this process the reading of two documents for each change.
 *
 * <p>Nothing depends on it. Which records there are, their order and their end are the database's alone; what is missing
 * here is read. A sequence number stands for one content as long as the database does not lose commits: whoever meets a
 * broken connection forgets all of it.
 */
final class JustWritten {

    /** Each look for the next records names all that are known, which should cost less than what it spares. */
    private static final int MOST = 256;

    private final Map<Long, Content> contents = new LinkedHashMap<>();

    synchronized void add(Written record) {
        record.content().ifPresent(content -> contents.put(record.sequence(), content));
        if (contents.size() > MOST) {
            contents.remove(contents.keySet().iterator().next());
        }
    }

    /** As it is now. */
    synchronized Map<Long, Content> known() {
        return Map.copyOf(contents);
    }

    synchronized void removed(Collection<ChangeRecord> records) {
        records.forEach(record -> contents.remove(record.sequence()));
    }

    synchronized void forget() {
        contents.clear();
    }
}
