package io.muster.epr.membership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.contract.json.Json;
import io.muster.embedded.TestStack;
import io.muster.epr.EprStack;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.feed.EndpointFeed;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.stored.FilterDraft;
import io.muster.epr.filter.stored.FilterStore;
import io.muster.epr.filter.stored.FilterWriter;
import io.muster.epr.filter.stored.StoredQuery;
import io.muster.epr.metadata.MetadataLimits;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.feed.Feed;
import io.muster.platform.feed.FeedMetrics;
import io.muster.platform.feed.FeedSettings;
import io.muster.platform.feed.Partitions;
import io.muster.platform.feed.Written;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.muster.platform.work.Gatherer;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Membership on a real PostgreSQL and a real nats-server, with as many feeds as a test likes. */
final class MembershipStack implements AutoCloseable {

    static final String APPLICATION = "kettle";

    private static final FeedSettings FEED =
            new FeedSettings(20, Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofMillis(20), 3);

    final Database database;
    final EndpointWriter endpoints;
    final FilterWriter writer;
    final FilterStore filters;
    final StreamedEvents events;

    /** Figures of the first feed. */
    final MeterRegistry metrics = new SimpleMeterRegistry();

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus;
    private final EventStream stream;
    private final History history;
    private final String instance = "m" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private final List<Feed> feeds = new CopyOnWriteArrayList<>();
    private final int chunk;

    /** @param chunk endpoints per step of a first evaluation */
    MembershipStack(int chunk) throws Exception {
        this.chunk = chunk;
        TestStack.Database fresh = TestStack.newDatabase();
        String url = "postgresql://%s:%d/%s".formatted(fresh.host(), fresh.port(), fresh.name());
        database = Database.open(vertx, DatabaseSettings.of(url, fresh.user(), fresh.password(), instance));
        new Migrations(database, "feed", Feed.class).migrate();
        new Migrations(database, "epr", FilterMembership.class).migrate();
        history = History.of(database);
        bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), instance);
        stream = new EventStream(bus, EventStreamSettings.DEFAULT);
        stream.prepare();
        events = new StreamedEvents(bus, instance);
        endpoints = new EndpointWriter(
                database,
                Optional.empty(),
                new MetadataRules(MetadataLimits.DEFAULT),
                new Gatherer.Settings(2, 20, 1_000),
                Clock.systemUTC(),
                this::written);
        writer = new FilterWriter(database, 1_000, Clock.systemUTC(), this::wake);
        filters = new FilterStore(database);
    }

    private void written(List<Written> records) {
        feeds.forEach(feed -> feed.written(records));
        feeds.forEach(Feed::wake);
    }

    private void wake(Set<Integer> partitions) {
        feeds.forEach(Feed::wake);
    }

    FilterMembership membership(String replica) {
        return new FilterMembership(database, instance, replica, chunk, metrics, Clock.systemUTC());
    }

    /** A replica's feed, running. */
    Feed feed(String replica) {
        EndpointFeed processor = new EndpointFeed(
                instance,
                instance,
                replica,
                membership(replica),
                List.of(new FilterRecords(database, instance, replica)));
        Feed feed = new Feed(database, stream, processor, FEED, new FeedMetrics(metrics, "epr"), replica);
        feeds.add(feed);
        feed.start();
        return feed;
    }

    void stop(Feed feed) {
        feeds.remove(feed);
        feed.close();
    }

    /** Takes a partition from whoever has it, at whatever moment. */
    void stealLease(int partition) {
        database.update(
                "UPDATE feed_lease SET owner = 'thief', until = '-infinity' WHERE partition = $1", (short) partition);
    }

    String create(String query) {
        ObjectNode text = (ObjectNode) Json.parse(query, Json.MAX_DEPTH);
        return writer.create(new FilterDraft(APPLICATION, Optional.empty(), Optional.empty(), text, parsed(query)))
                .id();
    }

    static Query parsed(String query) {
        return StoredQuery.parse("test", query).orElseThrow();
    }

    /** Whether nothing waits: no change record, no filter that is pending or being removed. */
    boolean drained() {
        Row row = database.query("""
                        SELECT (SELECT count(*) FROM change_record) + (SELECT count(*) FROM filter WHERE status <> 'active')
                          + (SELECT count(*) FROM filter_partition WHERE phase <> 'active')""").iterator().next();
        return row.getLong(0) == 0;
    }

    /** Waits until nothing waits; says what still does when that takes too long. */
    void awaitDrained() {
        try {
            EprStack.await(this::drained);
        } catch (AssertionError stuck) {
            throw new AssertionError(
                    stuck.getMessage()
                            + rows(
                                    "SELECT sequence, partition, kind, subject, parked_reason FROM change_record LIMIT 5")
                            + rows(
                                    "SELECT filter_id, status, generation, revision FROM filter WHERE status <> 'active'")
                            + rows("SELECT filter_id, partition, generation, phase, cursor FROM filter_partition "
                                    + "WHERE phase <> 'active' AND phase <> 'done'")
                            + rows("SELECT partition, owner, until FROM feed_lease ORDER BY partition")
                            + rows("SELECT replica, until, now() FROM feed_replica"),
                    stuck);
        }
    }

    private String rows(String sql, Object... parameters) {
        StringBuilder text = new StringBuilder("\n" + sql);
        database.query(sql, parameters).forEach(row -> text.append("\n  ").append(row.deepToString()));
        return text.toString();
    }

    /** Stored members by filter ID. */
    Map<String, Set<String>> members() {
        Map<String, Set<String>> members = new TreeMap<>();
        for (Row row : database.query("SELECT filter_id, endpoint_id FROM filter_member")) {
            members.computeIfAbsent(row.getString(0), f -> new TreeSet<>()).add(row.getString(1));
        }
        return members;
    }

    /** All that is known of the endpoints that are in filters and should not be, or the other way round. */
    String mistakes() {
        StringBuilder text = new StringBuilder();
        Map<String, Set<String>> actual = members();
        Map<String, Set<String>> wanted = expected();
        Set<String> filterIds = new TreeSet<>(actual.keySet());
        filterIds.addAll(wanted.keySet());
        for (String filterId : filterIds) {
            Set<String> wrong = new TreeSet<>(actual.getOrDefault(filterId, Set.of()));
            wrong.addAll(wanted.getOrDefault(filterId, Set.of()));
            wrong.removeIf(endpoint -> actual.getOrDefault(filterId, Set.of()).contains(endpoint)
                    == wanted.getOrDefault(filterId, Set.of()).contains(endpoint));
            wrong.forEach(endpoint -> text.append("\n\n%s is wrong in %s".formatted(endpoint, filterId))
                    .append(rows("SELECT query, status, generation FROM filter WHERE filter_id = $1", filterId))
                    .append(rows(
                            "SELECT app_version, metadata::text, revision, created_at FROM endpoint WHERE endpoint_id = $1",
                            endpoint))
                    .append(history.of(endpoint, filterId, Partitions.of(endpoint))));
        }
        return text.toString();
    }

    /** Members by filter ID as they should be; filters without members left out. */
    Map<String, Set<String>> expected() {
        Map<String, Document> documents = new TreeMap<>();
        for (Row row : database.query("SELECT endpoint_id, app_version, metadata::text FROM endpoint")) {
            ObjectNode metadata = (ObjectNode) Json.parse(row.getString(2), Json.MAX_DEPTH);
            documents.put(row.getString(0), new Document(row.getString(1), metadata));
        }
        Map<String, Set<String>> expected = new TreeMap<>();
        for (Row row : database.query("SELECT filter_id, query FROM filter")) {
            Query query = parsed(row.getString(1));
            documents.forEach((id, document) -> {
                if (Evaluator.matches(query, document)) {
                    expected.computeIfAbsent(row.getString(0), f -> new TreeSet<>())
                            .add(id);
                }
            });
        }
        return expected;
    }

    /** Figures by which the stored tally of endpoints and metadata keys differs from the endpoints. */
    List<String> wrongTallies() {
        List<String> wrong = new ArrayList<>();
        database.query("""
                WITH counted AS (
                  SELECT application, app_version, metadata_key, count(*)::numeric AS n FROM endpoint,
                    LATERAL (SELECT '' UNION ALL SELECT jsonb_object_keys(metadata)) AS used (metadata_key)
                  GROUP BY application, app_version, metadata_key),
                stored AS (
                  SELECT application, app_version, metadata_key, sum(n) AS n FROM endpoint_tally
                  GROUP BY application, app_version, metadata_key HAVING sum(n) <> 0)
                (SELECT 'stored', * FROM stored EXCEPT SELECT 'stored', * FROM counted)
                UNION ALL (SELECT 'counted', * FROM counted EXCEPT SELECT 'counted', * FROM stored)""").forEach(row -> wrong.add(row.deepToString()));
        return wrong;
    }

    List<String> filterIds() {
        List<String> ids = new ArrayList<>();
        database.query("SELECT filter_id FROM filter ORDER BY filter_id").forEach(row -> ids.add(row.getString(0)));
        return ids;
    }

    @Override
    public void close() {
        feeds.forEach(Feed::close);
        bus.close();
        database.close();
        vertx.close().await();
    }
}
