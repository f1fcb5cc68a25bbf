package io.muster.platform.feed;

import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.Statement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The waiting records as their owner works them off: look, read what they are decided on, remove. Used by one thread.
 *
 * <p>Each of the three is one round trip on a busy feed. Behind whatever is read travels the question whether the
 * partitions are still owned; behind the removal of a batch, the look for the next one.
 *
 * <p>All of it happens on one connection. A crash of the database may undo the removal of the batch before, whose records
 * would then have to come first; it breaks the connection, and whoever meets that {@linkplain #forget forgets} what was
 * seen.
 *
 * <p>Records that appear while the connection lasts are new. Those that the first look over a connection finds, after a
 * takeover, a failure or a pause, may have been told before, by an attempt whose end was lost. {@link #allNew} tells when
 * none of them is left.
 */
final class RecordQueue {

    private final Database database;
    private final Leases leases;
    private final int limit;
    private final JustWritten written;
    private Optional<Database.Session> session = Optional.empty();
    private Optional<Ahead> ahead = Optional.empty();
    /** The greatest sequence number that may have been told before. */
    private long doubtful;
    /** What may have been told before and has a greater sequence number than this was not read yet. */
    private long read;
    /** Sequence numbers of the last batch that were not removed. */
    private final Set<Long> left = new HashSet<>();

    /**
     * @param limit records of a batch
     * @param written contents that need not be read
     */
    RecordQueue(Database database, Leases leases, int limit, JustWritten written) {
        this.database = database.steady();
        this.leases = leases;
        this.limit = limit;
        this.written = written;
    }

    /** What was seen when the batch before was removed, of partitions that were owned then. */
    private record Ahead(Set<Integer> partitions, List<ChangeRecord> records) {}

    /**
     * The next batch, in order.
     *
     * @param partitions those owned now
     * @param last whether nobody will look again if there is nothing: an earlier look does not do then
     */
    List<ChangeRecord> next(Set<Integer> partitions, boolean last) {
        Optional<Ahead> seen = ahead;
        ahead = Optional.empty();
        if (partitions.isEmpty()) {
            return List.of();
        }
        List<ChangeRecord> batch = seen.filter(look -> look.partitions().equals(partitions))
                .map(Ahead::records)
                .filter(records -> !last || !records.isEmpty())
                .orElseGet(() -> anew(partitions));
        read = batch.size() < limit ? Long.MAX_VALUE : batch.getLast().sequence();
        left.clear();
        batch.forEach(record -> left.add(record.sequence()));
        return batch;
    }

    private List<ChangeRecord> anew(Set<Integer> partitions) {
        boolean first = session.isEmpty();
        Look look = new Look(partitions);
        List<ChangeRecord> found = look.read(ask(look.statement()).getFirst());
        if (!first) {
            return found;
        }
        if (found.size() == limit) {
            doubtful = ChangeRecords.newest(
                    ask(ChangeRecords.lookForNewest(partitions)).getFirst());
        } else {
            doubtful = found.isEmpty() ? 0 : found.getLast().sequence();
        }
        return found;
    }

    /**
     * Whether everything that waits, other than parked records and those behind them, comes for the first time. To be
     * asked when the batch has been worked off.
     */
    boolean allNew() {
        return read >= doubtful && left.stream().allMatch(sequence -> sequence > doubtful);
    }

    /** For the decision on this batch. */
    OwnedReading reading(List<ChangeRecord> batch) {
        ahead = Optional.empty();
        return new OwnedReading(partitions(batch));
    }

    /** Stores, durably, what has to be certain before anything of the batch is published; usually nothing. */
    void storeAhead(List<ChangeRecord> batch, List<FeedProcessor.Store> stores) {
        if (!stores.isEmpty()) {
            database.inTransaction(tx -> {
                Set<Integer> partitions = partitions(batch);
                leases.check(tx, partitions);
                stores.forEach(store -> store.in(tx, partitions));
                return true;
            });
        }
    }

    /**
     * Removes the batch in one transaction with what is to be stored, and looks for the next one. Most batches leave
     * nothing to be stored: those take one round trip.
     *
     * @param owned partitions owned now
     */
    void finish(List<ChangeRecord> batch, List<FeedProcessor.Store> stores, Set<Integer> owned) {
        remove(batch, stores, owned);
        batch.forEach(record -> left.remove(record.sequence()));
        written.removed(batch);
    }

    private void remove(List<ChangeRecord> batch, List<FeedProcessor.Store> stores, Set<Integer> owned) {
        Set<Integer> partitions = partitions(batch);
        Look look = new Look(owned);
        if (stores.isEmpty()) {
            List<RowSet<Row>> answers = ask(leases.removal(partitions, batch), look.statement());
            leases.confirm(answers.getFirst(), partitions);
            ahead = Optional.of(new Ahead(owned, look.read(answers.getLast())));
            return;
        }
        List<ChangeRecord> seen = new ArrayList<>();
        session().inRepeatableTransaction(tx -> {
            leases.check(tx, owned);
            stores.forEach(store -> store.in(tx, owned));
            ChangeRecords.remove(tx, batch);
            tx.send(
                    rows -> seen.addAll(look.read(rows)),
                    look.statement().sql(),
                    look.statement().parameters().toArray());
            return true;
        });
        ahead = Optional.of(new Ahead(owned, seen));
    }

    /** Forgets what was seen and written, and gives the connection back. */
    void forget() {
        ahead = Optional.empty();
        written.forget();
        session.ifPresent(Database.Session::close);
        session = Optional.empty();
    }

    /** A question for the next records, with the contents that its answer will lack. */
    private final class Look {

        private final Map<Long, Content> known = written.known();
        private final Statement statement;

        Look(Set<Integer> partitions) {
            statement = ChangeRecords.look(partitions, limit, known.keySet());
        }

        Statement statement() {
            return statement;
        }

        List<ChangeRecord> read(RowSet<Row> answer) {
            return ChangeRecords.read(answer, known);
        }
    }

    private Database.Session session() {
        Database.Session open = session.orElseGet(database::session);
        session = Optional.of(open);
        return open;
    }

    private List<RowSet<Row>> ask(Statement... statements) {
        return session().query(statements);
    }

    private static Set<Integer> partitions(List<ChangeRecord> batch) {
        return batch.stream().map(ChangeRecord::partition).collect(Collectors.toSet());
    }

    /**
     * What is read to decide on a batch. A replica that lost a partition unawares may read what its successor stored for
     * these very records, and would tell moves that never were. Still the owner after reading means that nobody else has
     * worked on them.
     */
    final class OwnedReading implements FeedProcessor.Reading {

        private final Set<Integer> partitions;
        private boolean confirmed;

        private OwnedReading(Set<Integer> partitions) {
            this.partitions = partitions;
        }

        @Override
        public RowSet<Row> query(String sql, @Nullable Object... parameters) {
            List<RowSet<Row>> answers = ask(Statement.of(sql, parameters), leases.question(partitions));
            leases.confirm(answers.getLast(), partitions);
            confirmed = true;
            return answers.getFirst();
        }

        /** Asks now, unless that was done behind what was read. */
        void confirm() {
            if (!confirmed) {
                leases.confirm(ask(leases.question(partitions)).getFirst(), partitions);
            }
        }
    }
}
