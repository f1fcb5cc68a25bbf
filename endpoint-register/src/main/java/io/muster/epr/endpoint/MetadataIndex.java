package io.muster.epr.endpoint;

import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works new entries into the index of metadata, beside those who write.
 *
 * <p>Why: PostgreSQL collects the entries of written rows in a list at the end of the index, and whoever finds the list
 * full works all of it in, a tenth of a second of work. That would be a batch of writes, and all behind it would wait,
 * several times a second under load. Here somebody else does it before the list is full, so that nobody waits.
 *
 * <p>The work itself cannot be avoided: it is about a third of what a change costs PostgreSQL, and would be half of it in
 * pieces of a third of the size, since equal values and neighbours in the index are worked in together. Each replica counts what it
 * has written; that two do it at the same time harms nobody, since the second finds little.
 */
final class MetadataIndex {

    private static final Logger LOG = LoggerFactory.getLogger(MetadataIndex.class);

    /** About one and a half megabytes; 2 MB make the list full. Entries of a larger piece cost hardly less. */
    static final int ENTRIES = 70_000;

    private final Database database;
    private final Executor executor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean working = new AtomicBoolean();

    /** @param executor runs what takes a while */
    MetadataIndex(Database database, Executor executor) {
        this.database = database;
        this.executor = executor;
    }

    /** Rows with so many keys in all have been written and committed; returns at once. */
    void written(int entries) {
        if (waiting.addAndGet(entries) >= ENTRIES && working.compareAndSet(false, true)) {
            executor.execute(this::work);
        }
    }

    private void work() {
        waiting.set(0);
        try {
            database.query("SELECT gin_clean_pending_list('endpoint_metadata')");
        } catch (DatabaseFailure later) {
            LOG.debug("The index of metadata is left as it is: {}", later.getMessage());
        } finally {
            working.set(false);
        }
    }
}
