package io.muster.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.embedded.TestStack;
import io.muster.platform.health.Health;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.Event;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.muster.platform.wire.Wire;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The change feed on a real PostgreSQL and a real nats-server. */
final class FeedTest {

    private static final FeedSettings SETTINGS =
            new FeedSettings(50, Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMillis(50), 2);

    private static final EventStreamSettings IMPATIENT = new EventStreamSettings(
            Duration.ofDays(7), 4L << 30, Duration.ofMinutes(2), 1, Set.of(), Duration.ofSeconds(1));

    private final Vertx vertx = Vertx.vertx();
    private final String run = "t" + Long.toString(System.nanoTime(), 36);
    private final Map<String, List<Integer>> heard = new ConcurrentHashMap<>();
    private final List<Feed> feeds = new ArrayList<>();
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private Database database;
    private Bus bus;
    private EventStream stream;

    @BeforeEach
    void open() throws Exception {
        TestStack.Database fresh = TestStack.newDatabase();
        String url = "postgresql://%s:%d/%s".formatted(fresh.host(), fresh.port(), fresh.name());
        database = Database.open(vertx, DatabaseSettings.of(url, fresh.user(), fresh.password(), "feedtest"));
        new Migrations(database, "feed", Feed.class).migrate();
        bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), "feed-test");
        stream = new EventStream(bus, EventStreamSettings.DEFAULT);
        stream.prepare();
        bus.subscribe("kaa.v1.events." + run + ".>", message -> {
            String[] parts = new String(message.getData(), StandardCharsets.UTF_8).split(":", 2);
            heard.computeIfAbsent(parts[0], subject -> new CopyOnWriteArrayList<>())
                    .add(Integer.parseInt(parts[1]));
        });
        bus.flush(Duration.ofSeconds(5));
    }

    @AfterEach
    void close() {
        feeds.forEach(Feed::close);
        bus.close();
        database.close();
        vertx.close().await();
    }

    @Test
    void everyChangeIsPublishedInOrderPerSubject() {
        Feed feed = start(new Publisher(), "r1");
        for (int i = 0; i < 300; i++) {
            write("s" + i % 5, i);
            feed.wake();
        }

        until(() -> heardCount() == 300);
        for (int subject = 0; subject < 5; subject++) {
            int wanted = subject;
            assertThat(heard.get("s" + subject))
                    .containsExactlyElementsOf(IntStream.range(0, 300)
                            .filter(i -> i % 5 == wanted)
                            .boxed()
                            .toList());
        }
        until(() -> feed.backlog().waiting() == 0);
    }

    @Test
    void nothingElseIsDoneBeforeWhatAFormerOwnerMayHaveToldIsDone() {
        for (int i = 0; i < 120; i++) {
            write("s" + i, i);
        }
        Publisher publisher = new Publisher();
        start(publisher, "r1");
        until(() -> !publisher.processedByStep.isEmpty());
        assertThat(publisher.processedByStep.getFirst()).isEqualTo(120);
    }

    @Test
    void replicasShareThePartitionsAndTakeOverFromEachOther() {
        Feed first = start(new Publisher(), "r1");
        until(() -> first.owned().size() == Partitions.COUNT);
        Feed second = start(new Publisher(), "r2");
        until(() ->
                first.owned().size() == Partitions.COUNT / 2 && second.owned().size() == Partitions.COUNT / 2);
        for (int i = 0; i < 100; i++) {
            write("s" + i, i);
        }
        until(() -> heardCount() == 100);

        first.close();
        feeds.remove(first);
        until(() -> second.owned().size() == Partitions.COUNT);
        write("late", 1);
        until(() -> heard.containsKey("late"));
    }

    @Test
    void aReplicaCutOffFromNatsLeavesItsPartitionsToOthersUntilItIsBack() throws Exception {
        try (Wire wire = new Wire("127.0.0.1", TestStack.nats().port());
                Bus cutOff = Bus.connect(NatsSettings.of("nats://127.0.0.1:" + wire.port()), "cut-off")) {
            Feed first = start(new Publisher(), "r1", new EventStream(cutOff, IMPATIENT));
            Feed second = start(new Publisher(), "r2");
            until(() -> first.owned().size() == Partitions.COUNT / 2
                    && second.owned().size() == Partitions.COUNT / 2);

            wire.cut();
            for (int i = 0; i < 100; i++) {
                write("s" + i, i);
            }
            until(() -> heardCount() == 100);
            until(() -> second.owned().size() == Partitions.COUNT);
            assertThat(first.owned()).isEmpty();

            wire.mend();
            until(() -> first.owned().size() == Partitions.COUNT / 2);
            write("late", 1);
            until(() -> heard.containsKey("late"));
            first.close();
        }
    }

    @Test
    void aPartitionLostUnawaresIsNoticedAndLeavesNoneWithoutAnOwner() {
        Feed first = start(new Publisher(), "r1");
        until(() -> first.owned().size() == Partitions.COUNT);
        database.update("UPDATE feed_lease SET owner = 'other', until = 'infinity' WHERE partition = 3");

        until(() -> first.owned().size() == Partitions.COUNT - 1);
        assertThat(first.owned()).doesNotContain(3);
        database.update("UPDATE feed_lease SET until = '-infinity' WHERE partition = 3");
        until(() -> first.owned().size() == Partitions.COUNT);
    }

    @Test
    void aRecordThatFailsByItselfIsParkedAndBlocksNobody() {
        Feed feed = start(new Publisher(), "r1");
        write("poison", 1);
        write("good", 2);
        feed.wake();

        until(() -> heard.containsKey("good"));
        until(() -> feed.backlog().equals(new Backlog(0, 1, Duration.ZERO)));
        until(() -> metrics.counter("muster.feed.parked", "service", "test").count() == 1);
        assertThat(database.query("SELECT parked_reason FROM change_record")
                        .iterator()
                        .next()
                        .getString(0))
                .contains("poison");
    }

    @Test
    void whatFollowsAParkedRecordWaitsBehindItAndComesInOrderWhenItIsRetried() {
        Publisher publisher = new Publisher();
        Feed feed = start(publisher, "r1");
        write("poison", 1);
        write("poison", 2);
        write("good", 3);
        feed.wake();
        ParkedRecords parked = new ParkedRecords(database);
        until(() -> parked.backlog().parked() == 1 && heard.containsKey("good"));
        write("poison", 4);
        write("good", 5);
        feed.wake();
        until(() -> heard.getOrDefault("good", List.of()).size() == 2);

        assertThat(parked.oldest(10)).singleElement().satisfies(record -> {
            assertThat(record.subject()).isEqualTo("poison");
            assertThat(record.reason()).contains("poison cannot be published");
            assertThat(record.held()).isEqualTo(2);
        });
        assertThat(heard).doesNotContainKey("poison");
        assertThat(FeedHealth.of(feed, Duration.ofDays(1)).state()).isEqualTo(Health.State.DEGRADED);

        publisher.antidote = true;
        assertThat(parked.retry()).isEqualTo(1);
        until(() -> heard.getOrDefault("poison", List.of()).equals(List.of(1, 2, 4)));
        until(() -> feed.backlog().equals(new Backlog(0, 0, Duration.ZERO)));
        assertThat(FeedHealth.of(feed, Duration.ofDays(1)).state()).isEqualTo(Health.State.UP);
    }

    @Test
    void aDiscardedRecordLetsItsFollowersGo() {
        Feed feed = start(new Publisher(), "r1");
        write("poison", 1);
        feed.wake();
        ParkedRecords parked = new ParkedRecords(database);
        until(() -> parked.backlog().parked() == 1);

        long sequence = parked.oldest(1).getFirst().sequence();
        assertThat(parked.discard(sequence + 1)).isFalse();
        assertThat(parked.discard(sequence)).isTrue();
        assertThat(parked.backlog()).isEqualTo(new Backlog(0, 0, Duration.ZERO));
    }

    @Test
    void aChangeThatWaitsTooLongIsSeen() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        database.update("""
                INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at, parked_reason,
                  parked_at) VALUES (0, 'k', 's', '1', 'c', now() - interval '2 hours', 'why', now())""");
        database.update("""
                INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at)
                VALUES (0, 'k', 's', '2', 'c', now() - interval '1 hour')""");
        Feed feed = new Feed(database, stream, new Publisher(), SETTINGS, new FeedMetrics(registry, "test"), "r1");
        feeds.add(feed);
        feed.start();

        until(() -> registry.get("muster.feed.oldest").gauge().value() >= 3_600);
        assertThat(registry.get("muster.feed.waiting").gauge().value()).isEqualTo(1);
        assertThat(registry.get("muster.feed.parked.now").gauge().value()).isEqualTo(1);
        assertThat(FeedHealth.of(feed, Duration.ofMinutes(59)).detail())
                .contains("1 changes wait")
                .contains("36");
    }

    @Test
    void whatIsStoredWithABatchIsStoredOnce() {
        database.update("CREATE TABLE counted (n int)");
        Publisher publisher = new Publisher();
        publisher.counting = true;
        Feed feed = start(publisher, "r1");
        for (int i = 0; i < 100; i++) {
            write("s" + i % 7, i);
        }
        feed.wake();

        until(() -> feed.backlog().waiting() == 0);
        assertThat(database.query("SELECT coalesce(sum(n), 0)::int FROM counted")
                        .iterator()
                        .next()
                        .getInteger(0))
                .isEqualTo(100);
    }

    private void write(String subject, int number) {
        database.update(
                "INSERT INTO change_record (partition, kind, subject, body, correlation_id) VALUES ($1, 'k', $2, $3, 'c')",
                Partitions.of(subject),
                subject,
                Integer.toString(number));
    }

    private Feed start(FeedProcessor processor, String replica) {
        return start(processor, replica, stream);
    }

    private Feed start(FeedProcessor processor, String replica, EventStream its) {
        Feed feed = new Feed(database, its, processor, SETTINGS, new FeedMetrics(metrics, "test"), replica);
        feeds.add(feed);
        feed.start();
        return feed;
    }

    private int heardCount() {
        return heard.values().stream().mapToInt(List::size).sum();
    }

    private static void until(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the condition holds in time").isBefore(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Publishes each record as it is; counts into a table when told to. */
    private final class Publisher implements FeedProcessor {

        private volatile boolean antidote;
        private volatile boolean counting;
        private int processed;
        /** How many records had been processed at each step. */
        private final List<Integer> processedByStep = new CopyOnWriteArrayList<>();

        @Override
        public Outcome process(List<ChangeRecord> batch, Reading reading) {
            if (!antidote && batch.stream().anyMatch(record -> record.subject().equals("poison"))) {
                throw new IllegalStateException("poison cannot be published");
            }
            List<Event> events = batch.stream()
                    .map(record -> new Event(
                            "kaa.v1.events." + run + ".thing.changed",
                            record.subject(),
                            (record.subject() + ":" + record.body()).getBytes(StandardCharsets.UTF_8),
                            run + record.sequence()))
                    .toList();
            List<Store> stores = counting
                    ? List.of((tx, proven) -> tx.send("INSERT INTO counted VALUES ($1)", batch.size()))
                    : List.of();
            processed += batch.size();
            return new Outcome(events, stores);
        }

        @Override
        public void acquired(Set<Integer> partitions) {
            assertThat(partitions).isNotEmpty();
        }

        @Override
        public boolean step(Set<Integer> owned, Guard guard) {
            if (!owned.isEmpty()) {
                processedByStep.add(processed);
            }
            return false;
        }
    }
}
