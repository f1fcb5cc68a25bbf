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
 * <p>Mostly all of that is one round trip on a busy feed: behind the removal of a batch travels the look for the next one,
 * and with the records that it finds comes what they are decided on, if the processor {@linkplain FeedProcessor#beside
 * says} what that is, and whether the partitions are still owned. If something else is to be read, the question who owns
 * them travels behind it.
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
    private final List<String> companions;
    private Optional<Database.Session> session = Optional.empty();
    private Optional<Ahead> ahead = Optional.empty();
    /** What was read beside the batch, until its first decision. */
    private Optional<List<Row>> beside = Optional.empty();
    /** The greatest sequence number that may have been told before. */
    private long doubtful;
    /** What may have been told before and has a greater sequence number than this was not read yet. */
    private long read;
    /** Sequence numbers of the last batch that were not removed. */
    private final Set<Long> left = new HashSet<>();

    /**
     * A queue that is empty as far as anybody knows.
     *
     * @param limit records of a batch
     * @param written contents that need not be read
     * @param beside see {@link FeedProcessor#beside}
     */
    RecordQueue(Database database, Leases leases, int limit, JustWritten written, List<String> beside) {
        this.database = database.steady();
        this.leases = leases;
        this.limit = limit;
        this.written = written;
        this.companions = List.copyOf(beside);
    }

    /** What was seen when the batch before was removed, of partitions that were owned then. */
    private record Ahead(Set<Integer> partitions, List<ChangeRecord> records, Optional<List<Row>> beside) {}

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
        Ahead found = seen.filter(look -> look.partitions().equals(partitions))
                .filter(look -> !last || !look.records().isEmpty())
                .orElseGet(() -> anew(partitions));
        List<ChangeRecord> batch = found.records();
        beside = found.beside();
        read = batch.size() < limit ? Long.MAX_VALUE : batch.getLast().sequence();
        left.clear();
        batch.forEach(record -> left.add(record.sequence()));
        return batch;
    }

    private Ahead anew(Set<Integer> partitions) {
        boolean first = session.isEmpty();
        Look look = new Look(partitions);
        Ahead found = look.read(ask(look.statement()).getFirst());
        if (first) {
            List<ChangeRecord> records = found.records();
            if (records.size() == limit) {
                doubtful = ChangeRecords.newest(
                        ask(ChangeRecords.lookForNewest(partitions)).getFirst());
            } else {
                doubtful = records.isEmpty() ? 0 : records.getLast().sequence();
            }
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

    /** For the decision on this batch, or a part of it; what was read beside it is there for the first one only. */
    OwnedReading reading(List<ChangeRecord> batch) {
        ahead = Optional.empty();
        OwnedReading reading = new OwnedReading(partitions(batch), beside);
        beside = Optional.empty();
        return reading;
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
            ahead = Optional.of(look.read(answers.getLast()));
            return;
        }
        RowSet<Row> next = session()
                .inRepeatableTransaction(
                        tx -> {
                            leases.check(tx, owned);
                            stores.forEach(store -> store.in(tx, owned));
                            ChangeRecords.remove(tx, batch);
                        },
                        look.statement());
        ahead = Optional.of(look.read(next));
    }

    /** Forgets what was seen and written, and gives the connection back. */
    void forget() {
        ahead = Optional.empty();
        written.forget();
        beside = Optional.empty();
        session.ifPresent(Database.Session::close);
        session = Optional.empty();
    }

    /** A question for the next records and what is read beside them, with the contents that its answer will lack. */
    private final class Look {

        private final Set<Integer> partitions;
        private final Map<Long, Content> known = written.known();

        Look(Set<Integer> partitions) {
            this.partitions = partitions;
        }

        Statement statement() {
            return companions.isEmpty()
                    ? ChangeRecords.look(partitions, limit, known.keySet())
                    : leases.look(partitions, limit, known.keySet(), companions);
        }

        Ahead read(RowSet<Row> answer) {
            List<Row> rows = new ArrayList<>();
            answer.forEach(rows::add);
            boolean proved =
                    !companions.isEmpty() && rows.stream().allMatch(row -> row.getLong("held") == partitions.size());
            return new Ahead(
                    partitions, ChangeRecords.read(answer, known), proved ? Optional.of(rows) : Optional.empty());
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
        private final Optional<List<Row>> beside;
        private boolean confirmed;

        private OwnedReading(Set<Integer> partitions, Optional<List<Row>> beside) {
            this.partitions = partitions;
            this.beside = beside;
        }

        /** Was read at one moment with the proof, hence before anybody else could have worked on the batch. */
        @Override
        public Optional<List<Row>> beside() {
            confirmed |= beside.isPresent();
            return beside;
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
