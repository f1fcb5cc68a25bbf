package io.muster.epr.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.embedded.TestStack;
import io.muster.epr.metadata.MetadataChange;
import io.muster.epr.metadata.MetadataLimits;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.feed.Feed;
import io.muster.platform.feed.Written;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.muster.platform.work.Gatherer;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An endpoint and its first token are stored together or not at all, whatever else is written meanwhile. */
class EndpointWithTokenTest {

    private static final int WRITERS = 12;
    private static final int ROUNDS = 25;

    private final Queue<Written> written = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private Database database;
    private TokensBeside tokens;
    private EndpointWriter writer;

    @BeforeEach
    void open() {
        TestStack.Database place = TestStack.newDatabase();
        String url = "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name());
        database = Database.open(vertx, DatabaseSettings.of(url, place.user(), place.password(), "together"));
        new Migrations(database, "feed", Feed.class).migrate();
        new Migrations(database, "epr", EndpointWriter.class).migrate();
        tokens = new TokensBeside(database);
        writer = another();
    }

    private EndpointWriter another() {
        return new EndpointWriter(
                database,
                Optional.of(tokens),
                new MetadataRules(MetadataLimits.DEFAULT),
                new Gatherer.Settings(2, 20, 1_000),
                Clock.systemUTC(),
                written::addAll);
    }

    @AfterEach
    void close() {
        database.close();
        vertx.close().await();
    }

    @Test
    void aTokenWhoseValueIsTakenIsRefusedWithItsEndpoint() {
        assertThat(writer.register(registration("one"), TokensBeside.token("same")))
                .isTrue();
        assertThat(writer.register(registration("two"), TokensBeside.token("same")))
                .isFalse();
        assertThat(new EndpointStore(database).find("two")).isEmpty();
        assertThat(tokens.of("two")).isEmpty();
        assertThat(writer.register(registration("two"), TokensBeside.token("other")))
                .isTrue();
        assertThat(tokens.of("one")).containsExactly("same");
        assertThat(tokens.of("two")).containsExactly("other");
        assertThat(written).hasSize(2);
        assertThat(records()).isEqualTo(2);
    }

    @Test
    void anIdThatIsTakenKeepsItsToken() {
        assertThat(writer.register(registration("one"), TokensBeside.token("first")))
                .isTrue();
        Refused refused = catchThrowableOfType(
                Refused.class, () -> another().register(registration("one"), TokensBeside.token("second")));
        assertThat(refused.refusal().kind()).isEqualTo(Kind.CONFLICT);
        assertThat(tokens.of("one")).containsExactly("first");
        assertThat(records()).isEqualTo(1);
    }

    @Test
    void mixedBatchesOfSeveralReplicasLoseNothing() throws Exception {
        EndpointWriter[] replicas = {writer, another()};
        Set<String> registered = ConcurrentHashMap.newKeySet();
        Set<String> refused = ConcurrentHashMap.newKeySet();
        Set<String> gone = ConcurrentHashMap.newKeySet();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            String name = "w" + w;
            EndpointWriter replica = replicas[w % replicas.length];
            // Two of a pair want the same tokens, each time only one of them can have it.
            String wanted = "pair" + w / 2;
            tasks.add(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    String id = name + "-" + i;
                    boolean stored = replica.register(registration(id), TokensBeside.token(wanted + "-" + i));
                    (stored ? registered : refused).add(id);
                    if (stored) {
                        change(replica, id, i);
                    }
                    if (stored && i % 5 == 0) {
                        replica.execute(new Command.Unregister(id, Optional.empty()));
                        gone.add(id);
                    }
                    if (i % 3 == 0) {
                        // An ID that is taken fails the statement, and must not harm what is stored with it.
                        Refused taken = catchThrowableOfType(
                                Refused.class, () -> replica.register(registration("shared"), TokensBeside.token(id)));
                        assertThat(taken.refusal().kind()).isEqualTo(Kind.CONFLICT);
                    }
                    replica.execute(registration("bare-" + id));
                }
                return null;
            });
        }
        writer.execute(registration("shared"));
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> result : workers.invokeAll(tasks)) {
                result.get();
            }
        }

        assertThat(registered).hasSize(WRITERS / 2 * ROUNDS);
        assertThat(refused).hasSize(WRITERS / 2 * ROUNDS);
        EndpointStore store = new EndpointStore(database);
        for (String id : registered) {
            assertThat(tokens.of(id)).as(id).hasSize(1);
            assertThat(store.find(id).isPresent()).as(id).isEqualTo(!gone.contains(id));
        }
        for (String id : refused) {
            assertThat(tokens.of(id)).as(id).isEmpty();
            assertThat(store.find(id)).as(id).isEmpty();
        }
        assertThat(tokens.of("shared")).isEmpty();
        assertThat(tokens.strays()).isEqualTo(gone.size());
        long commands = 1 + 2L * registered.size() + gone.size() + (long) WRITERS * ROUNDS;
        assertThat(records()).isEqualTo(commands);
        assertThat(written).hasSize((int) commands);
    }

    private static void change(EndpointWriter writer, String id, int value) {
        writer.execute(
                new Command.ChangeMetadata(id, MetadataChange.set("a", IntNode.valueOf(value)), Optional.empty()));
    }

    private static Command.Register registration(String id) {
        return new Command.Register(id, "kettle", "kettle-v1", JsonNodeFactory.instance.objectNode(), "");
    }

    private long records() {
        Row row =
                database.query("SELECT count(*) FROM change_record").iterator().next();
        return row.getLong(0);
    }
}
