package io.muster.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.embedded.TestStack;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.muster.platform.postgres.Statement;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the owner of partitions reads and removes, and what happens when it is the owner no more. */
final class RecordQueueTest {

    private static final Set<Integer> ALL =
            Set.copyOf(IntStream.range(0, Partitions.COUNT).boxed().toList());

    private final Vertx vertx = Vertx.vertx();
    private Database database;
    private Leases leases;
    private final JustWritten written = new JustWritten();
    private RecordQueue queue;

    @BeforeEach
    void open() throws Exception {
        TestStack.Database fresh = TestStack.newDatabase();
        String url = "postgresql://%s:%d/%s".formatted(fresh.host(), fresh.port(), fresh.name());
        database = Database.open(vertx, DatabaseSettings.of(url, fresh.user(), fresh.password(), "queuetest"));
        new Migrations(database, "feed", Feed.class).migrate();
        leases = new Leases(database, "replica", Duration.ofMinutes(1));
        assertThat(leases.acquire(Partitions.COUNT, Set.of())).isEqualTo(ALL);
        queue = new RecordQueue(database, leases, 3, written, List.of());
    }

    @AfterEach
    void close() {
        queue.forget();
        database.close();
        vertx.close().await();
    }

    @Test
    void aBatchIsRemovedAndTheNextOneIsAtHand() {
        write(1, 2, 3, 4);
        List<ChangeRecord> first = queue.next(ALL, false);
        assertThat(first).extracting(ChangeRecord::body).containsExactly("1", "2", "3");

        queue.finish(first, List.of(), ALL);
        assertThat(waiting()).isEqualTo(1);
        assertThat(queue.next(ALL, false)).extracting(ChangeRecord::body).containsExactly("4");
        assertThat(queue.next(ALL, false)).as("not at hand twice").hasSize(1);
    }

    @Test
    void whatWasSeenOfOtherPartitionsOrBeforeTheEndIsSeenAnew() {
        write(1);
        queue.finish(queue.next(ALL, false), List.of(), ALL);
        write(2);
        assertThat(queue.next(ALL, true)).as("the last look").hasSize(1);

        queue.finish(queue.next(ALL, false), List.of(), ALL);
        write(3, 18);
        assertThat(queue.next(Set.of(3), false)).as("fewer partitions").hasSize(1);
    }

    @Test
    void whatALookFindsMayHaveBeenToldBeforeUntilItIsRemoved() {
        write(1, 2, 3, 4, 5);
        List<ChangeRecord> first = queue.next(ALL, false);
        assertThat(queue.allNew()).isFalse();
        queue.finish(first, List.of(), ALL);
        assertThat(queue.allNew()).as("two more were seen").isFalse();

        List<ChangeRecord> second = queue.next(ALL, false);
        write(6, 7);
        queue.finish(second.subList(0, 1), List.of(), ALL);
        assertThat(queue.allNew()).as("one was left").isFalse();

        List<ChangeRecord> third = queue.next(ALL, false);
        assertThat(third).extracting(ChangeRecord::body).containsExactly("5", "6", "7");
        queue.finish(third.subList(0, 2), List.of(), ALL);
        assertThat(queue.allNew()).as("what is left was seen behind a removal").isTrue();

        queue.forget();
        assertThat(queue.next(ALL, false)).hasSize(1);
        assertThat(queue.allNew()).as("after a failure").isFalse();
        queue.finish(third.subList(2, 3), List.of(), ALL);
        assertThat(queue.next(ALL, false)).isEmpty();
        assertThat(queue.allNew()).isTrue();
    }

    @Test
    void whatIsStoredWithABatchIsStoredWithItsRemovalOnly() {
        database.update("CREATE TABLE stored (n int)");
        write(1);
        List<ChangeRecord> batch = queue.next(ALL, false);
        List<FeedProcessor.Store> stores = List.of((tx, proven) -> tx.send("INSERT INTO stored VALUES (1)"));

        lose(1);
        assertThatThrownBy(() -> queue.finish(batch, stores, ALL)).isInstanceOf(FeedProcessor.LeaseLost.class);
        assertThat(count("stored")).isZero();
        assertThat(waiting()).isEqualTo(1);

        leases.acquire(Partitions.COUNT, Set.of());
        queue.finish(batch, stores, ALL);
        assertThat(count("stored")).isEqualTo(1);
        assertThat(waiting()).isZero();
    }

    @Test
    void nothingIsRemovedWhenAPartitionOfTheBatchIsLost() {
        write(1, 2);
        List<ChangeRecord> batch = queue.next(ALL, false);
        lose(2);

        assertThatThrownBy(() -> queue.finish(batch, List.of(), ALL)).isInstanceOf(FeedProcessor.LeaseLost.class);
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void readingForABatchOfALostPartitionFails() {
        write(1, 2);
        List<ChangeRecord> batch = queue.next(ALL, false);
        RecordQueue.OwnedReading reading = queue.reading(batch);
        assertThat(reading.query("SELECT $1::int", 7)).hasSize(1);
        lose(5);
        assertThat(reading.query("SELECT 1")).as("another partition").hasSize(1);
        lose(1);

        assertThatThrownBy(() -> reading.query("SELECT 1")).isInstanceOf(FeedProcessor.LeaseLost.class);
        assertThatThrownBy(() -> queue.reading(batch).confirm()).isInstanceOf(FeedProcessor.LeaseLost.class);
    }

    @Test
    void whatADecisionDependsOnComesWithTheRecordsAsLongAsAllPartitionsAreOwned() {
        database.update("CREATE TABLE known (subject text, n int)");
        database.update("INSERT INTO known VALUES ('s1', 7), ('s2', 8)");
        queue = new RecordQueue(
                database,
                leases,
                3,
                written,
                List.of("(SELECT n FROM known k WHERE k.subject = change_record.subject) AS n"));
        write(1, 2, 3, 4);
        List<ChangeRecord> first = queue.next(ALL, false);
        RecordQueue.OwnedReading reading = queue.reading(first);
        assertThat(reading.beside().orElseThrow())
                .extracting(row -> row.getString("subject") + row.getInteger("n"))
                .containsExactly("s17", "s28", "s3null");
        lose(1);
        assertThatCode(reading::confirm).as("was proved at that moment").doesNotThrowAnyException();
        assertThat(queue.reading(first).beside()).as("only once").isEmpty();

        queue.finish(first.subList(1, 3), List.of(), ALL);
        List<ChangeRecord> second = queue.next(ALL, false);
        assertThat(second).hasSize(2);
        assertThat(queue.reading(second).beside()).as("a partition is lost").isEmpty();

        leases.acquire(Partitions.COUNT, Set.of());
        List<FeedProcessor.Store> stores = List.of((tx, proven) -> tx.send("UPDATE known SET n = 9"));
        queue.finish(second.subList(0, 1), stores, ALL);
        write(2);
        queue.finish(queue.next(ALL, false).subList(0, 1), stores, ALL);
        assertThat(queue.reading(queue.next(ALL, false)).beside().orElseThrow())
                .as("seen behind what was stored")
                .extracting(row -> row.getInteger("n"))
                .containsExactly(9);
    }

    @Test
    void theRemovalAloneDoesNotWaitForTheDisk() {
        write(1);
        try (Database.Session session = database.steady().session()) {
            List<ChangeRecord> batch = ChangeRecords.read(
                    session.query(ChangeRecords.look(ALL, 10, Set.of())).getFirst(), Map.of());
            session.query(leases.removal(Set.of(1), batch));
            assertThat(session.query(Statement.of("SHOW synchronous_commit"))
                            .getFirst()
                            .iterator()
                            .next()
                            .getString(0))
                    .isEqualTo("on");
        }
    }

    @Test
    void whatThisProcessWroteIsNotReadAgain() {
        write(1, 2, 3, 4);
        Content second = new Content.Stored("handed over");
        Content fourth = new Content.Stored("handed over, too");
        written.add(new Written(2, 2, Optional.of(second)));
        written.add(new Written(3, 3, Optional.empty()));
        List<ChangeRecord> first = queue.next(ALL, false);
        assertThat(first).extracting(ChangeRecord::body).containsExactly("1", "handed over", "3");
        assertThat(first.get(1).content()).isSameAs(second);

        written.add(new Written(4, 4, Optional.of(fourth)));
        queue.finish(first, List.of(), ALL);
        List<ChangeRecord> next = queue.next(ALL, false);
        assertThat(next).singleElement().satisfies(record -> assertThat(record.content())
                .as("found with the removal of those before")
                .isSameAs(fourth));
        queue.finish(next, List.of((tx, proven) -> {}), ALL);
        assertThat(written.known()).as("is gone with the record").isEmpty();
    }

    @Test
    void whatWasWrittenBeforeAFailureIsRead() {
        write(1);
        written.add(new Written(1, 1, Optional.of(new Content.Stored("of a commit that the database has lost"))));
        queue.forget();
        assertThat(queue.next(ALL, false)).extracting(ChangeRecord::body).containsExactly("1");
    }

    @Test
    void theEldestContentsMakeRoomForNewOnes() {
        for (long sequence = 1; sequence <= 1_000; sequence++) {
            written.add(new Written(sequence, 1, Optional.of(new Content.Stored("x"))));
        }
        assertThat(written.known()).hasSize(256).containsKey(1_000L).doesNotContainKey(744L);
    }

    /** One record for each partition; its body is the number of the partition. */
    private void write(int... partitions) {
        for (int partition : partitions) {
            database.update(
                    "INSERT INTO change_record (partition, kind, subject, body, correlation_id) VALUES ($1, 'k', $2, $3, 'c')",
                    (short) (partition % Partitions.COUNT),
                    "s" + partition,
                    Integer.toString(partition));
        }
    }

    private void lose(int partition) {
        database.update(
                "UPDATE feed_lease SET owner = '', until = '-infinity' WHERE partition = $1", (short) partition);
    }

    private int waiting() {
        return count("change_record");
    }

    private int count(String table) {
        return database.query("SELECT count(*) FROM " + table).iterator().next().getInteger(0);
    }
}
