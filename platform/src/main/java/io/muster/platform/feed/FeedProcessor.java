package io.muster.platform.feed;

import io.muster.platform.nats.Event;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a service does with its changes. All methods are called by one thread of the replica that owns the partitions
 * concerned, never concurrently.
 */
public interface FeedProcessor {

    /**
     * Columns of SQL with names of their own, that are read with each record of a batch when it is looked for; they may
     * use the record's {@code subject}. So what most decisions depend on needs no question of its own. None for nothing.
     */
    default List<String> beside() {
        return List.of();
    }

    /**
     * Decides the consequences of a batch. Must not write; may read. A repeated batch must yield the same message IDs.
     *
     * @param batch records of owned partitions in order
     * @param reading for whatever the owner of the partitions writes and the decision depends on
     */
    Outcome process(List<ChangeRecord> batch, Reading reading);

    /** Partitions were taken over from another replica, or for the first time: forget what was cached about them. */
    void acquired(Set<Integer> partitions);

    /**
     * Work besides the records, done in small steps between batches, such as the first evaluation of a filter. Nothing is
     * done while records wait that may have been told before, so that they are decided on what they were decided on then.
     *
     * @param owned partitions owned now
     * @param guard must be called first inside every transaction of that work: it fails unless they are still owned
     * @return whether there is more to do at once
     */
    boolean step(Set<Integer> owned, Guard guard);

    /** Reads, and proves that the partitions of the batch were still owned by this replica afterwards. */
    interface Reading {

        /**
         * Runs one prepared statement and returns its rows.
         *
         * @throws LeaseLost when another replica owns one of the partitions
         */
        RowSet<Row> query(String sql, @Nullable Object... parameters);

        /**
         * What was read beside the records: for each of them its subject and the columns of
         * {@link FeedProcessor#beside}. All of it is of the moment when the records were found and this replica owned all
         * of its partitions; what {@link FeedProcessor#step} has stored since is not in it. Only for a decision for which
         * nothing else is read.
         *
         * @return empty when it is not at hand
         */
        default Optional<List<Row>> beside() {
            return Optional.empty();
        }
    }

    /** Proves inside a transaction that the partitions are still owned by this replica, and keeps them so until its end. */
    interface Guard {

        /** @throws LeaseLost when another replica owns one of them */
        void check(Database.Transaction tx, Set<Integer> partitions);
    }

    /**
     * Consequences of a batch.
     *
     * @param events published in this order before anything is stored
     * @param stores carried out in this order in the transaction that removes the records; usually none
     * @param ahead carried out in a transaction of its own before anything is published, when something has to be certain
     *     by then; a crash behind it repeats the batch, which must take that; usually none
     * @param postponed records that were not decided on and come again in the next batch; never the first of a subject,
     *     and with one all later ones of its subject
     */
    record Outcome(List<Event> events, List<Store> stores, List<Store> ahead, Set<ChangeRecord> postponed) {

        /** Nothing has to be certain before the events are published, and all of the batch was decided on. */
        public Outcome(List<Event> events, List<Store> stores) {
            this(events, stores, List.of(), Set.of());
        }
    }

    /** What is stored with the removal of a batch, or ahead of its events. */
    interface Store {

        /**
         * Writes within the given transaction; may leave statements to be {@linkplain Database.Transaction#send sent}.
         *
         * @param proven partitions that are this replica's until the transaction ends: those of the batch at least, and
         *     with its removal all that it owns
         */
        void in(Database.Transaction tx, Set<Integer> proven);
    }

    /**
     * What a batch was decided on has changed meanwhile. Thrown by {@link Store}: nothing of the batch is stored, and it
     * is decided again at once.
     */
    final class DecideAgain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** @param reason what has changed */
        public DecideAgain(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Another replica owns a partition now; the batch is left to it. */
    final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeaseLost() {
            super("Another replica took over", null, false, false);
        }
    }
}
