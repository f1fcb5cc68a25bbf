package io.muster.epr.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.embedded.TestStack;
import io.muster.epr.endpoint.WriteForms.Operation;
import io.muster.epr.metadata.MetadataChange;
import io.muster.epr.metadata.MetadataLimits;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.feed.Feed;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever comes together in a batch is stored as if it had come alone, and what cannot be stored harms nobody. */
class WriteStatementTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Deciding DECIDING = new Deciding(new MetadataRules(MetadataLimits.DEFAULT));

    private static Database database;
    private static TokensBeside tokens;
    private static WriteStatement statement;

    @BeforeAll
    static void open() {
        TestStack.Database place = TestStack.newDatabase();
        String url = "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name());
        database = Database.open(VERTX, DatabaseSettings.of(url, place.user(), place.password(), "forms"));
        new Migrations(database, "feed", Feed.class).migrate();
        new Migrations(database, "epr", EndpointWriter.class).migrate();
        tokens = new TokensBeside(database);
        statement = new WriteStatement(database.steady(), Optional.of(tokens));
    }

    @AfterAll
    static void close() {
        database.close();
        VERTX.close().await();
    }

    @Test
    void everyMixtureOfOperations() {
        for (int mixture = 1; mixture < 1 << Operation.values().length; mixture++) {
            Set<Operation> operations = EnumSet.noneOf(Operation.class);
            for (Operation operation : Operation.values()) {
                if ((mixture & 1 << operation.ordinal()) != 0) {
                    operations.add(operation);
                }
            }
            List<WriteStatement.Item> items = new ArrayList<>();
            for (Operation operation : operations) {
                items.add(possible(operation, operation.word() + mixture + "a"));
                items.add(possible(operation, operation.word() + mixture + "b"));
                items.add(impossible(operation, operation.word() + mixture + "c"));
            }
            assertThat(items.stream().map(WriteStatement.Item::operation)).containsOnlyElementsOf(operations);

            Map<String, Long> done = statement.run(items);

            List<String> expected = items.stream()
                    .map(item -> item.row().id())
                    .filter(id -> !id.endsWith("c"))
                    .toList();
            assertThat(done.keySet()).as("done of %s", operations).containsExactlyInAnyOrderElementsOf(expected);
            for (WriteStatement.Item item : items) {
                checkStored(item, Optional.ofNullable(done.get(item.row().id())));
            }
            assertThat(expected.stream().map(done::get)).as("order of records").isSorted();
        }
        assertThat(tokens.strays())
                .as("those that were taken, one in each mixture with tokens")
                .isEqualTo(1 << Operation.values().length - 1);
    }

    private static void checkStored(WriteStatement.Item item, Optional<Long> sequence) {
        String id = item.row().id();
        Operation operation = item.operation();
        Optional<Endpoint> stored = new EndpointStore(database).find(id);
        if (sequence.isPresent()) {
            assertThat(stored).isEqualTo(item.decision().after());
            assertThat(count(
                            "change_record WHERE sequence = $1 AND subject = $2 AND body = $3",
                            sequence.get(),
                            id,
                            item.body()))
                    .isEqualTo(1);
        } else {
            assertThat(stored.equals(item.decision().after())).isFalse();
            assertThat(count("change_record WHERE subject = $1 AND body = $2", id, item.body()))
                    .isZero();
        }
        assertThat(count("registration_intent WHERE endpoint_id = $1", id))
                .isEqualTo(operation == Operation.CLAIM && sequence.isEmpty() ? 1 : 0);
        assertThat(tokens.of(id))
                .isEqualTo(operation == Operation.PAIR && sequence.isPresent() ? List.of(id) : List.of());
    }

    private static WriteStatement.Item possible(Operation operation, String id) {
        return switch (operation) {
            case INSERT -> item(registration(id, ""), Optional.empty(), "", Optional.empty());
            case CLAIM -> {
                intent(id, "mine");
                yield item(registration(id, "mine"), Optional.empty(), "mine", Optional.empty());
            }
            case PAIR -> item(registration(id, ""), Optional.empty(), "", Optional.of(TokensBeside.token(id)));
            case UPDATE -> item(change(id), Optional.of(existing(id)), "", Optional.empty());
            case DELETE ->
                item(new Command.Unregister(id, Optional.empty()), Optional.of(existing(id)), "", Optional.empty());
        };
    }

    /** What somebody else overtook, or whose token has the value of another one. */
    private static WriteStatement.Item impossible(Operation operation, String id) {
        return switch (operation) {
            case INSERT -> {
                existing(id);
                yield possible(operation, id);
            }
            case CLAIM -> {
                intent(id, "of another");
                yield item(registration(id, "mine"), Optional.empty(), "mine", Optional.empty());
            }
            case PAIR -> {
                take(id);
                yield possible(operation, id);
            }
            case UPDATE, DELETE -> {
                WriteStatement.Item overtaken = possible(operation, id);
                database.update("UPDATE endpoint SET revision = 7 WHERE endpoint_id = $1", id);
                yield overtaken;
            }
        };
    }

    @Test
    void anEndpointThatExistsKeepsItsTokenAndFailsTheStatement() {
        WriteStatement.Item first =
                item(registration("twice", ""), Optional.empty(), "", Optional.of(TokensBeside.token("first")));
        assertThat(statement.run(List.of(first))).containsOnlyKeys("twice");
        WriteStatement.Item second =
                item(registration("twice", ""), Optional.empty(), "", Optional.of(TokensBeside.token("second")));
        WriteStatement.Item neighbour =
                item(registration("neighbour", ""), Optional.empty(), "", Optional.of(TokensBeside.token("third")));

        DatabaseFailure failure =
                catchThrowableOfType(DatabaseFailure.class, () -> statement.run(List.of(second, neighbour)));

        assertThat(WriteStatement.exists(failure)).isTrue();
        assertThat(tokens.of("twice")).containsExactly("first");
        assertThat(tokens.of("neighbour")).isEmpty();
        assertThat(new EndpointStore(database).find("neighbour")).isEmpty();
    }

    private static Command.Register registration(String id, String attempt) {
        return new Command.Register(id, "kettle", "kettle-v1", JsonNodeFactory.instance.objectNode(), attempt);
    }

    private static Command change(String id) {
        return new Command.ChangeMetadata(id, MetadataChange.set("a", IntNode.valueOf(1)), Optional.empty());
    }

    private static Endpoint existing(String id) {
        WriteStatement.Item made = item(registration(id, ""), Optional.empty(), "", Optional.empty());
        assertThat(statement.run(List.of(made))).hasSize(1);
        database.update("DELETE FROM change_record WHERE subject = $1", id);
        return made.row();
    }

    private static void intent(String id, String attempt) {
        database.update("INSERT INTO registration_intent (endpoint_id, attempt) VALUES ($1, $2)", id, attempt);
    }

    private static void take(String value) {
        database.update(
                "INSERT INTO first_token VALUES (gen_random_uuid(), 'another', 'kettle', $1, 1, now())",
                TokensBeside.token(value).hash());
    }

    private static long count(String what, Object... parameters) {
        return database.query("SELECT count(*) FROM " + what, parameters)
                .iterator()
                .next()
                .getLong(0);
    }

    private static WriteStatement.Item item(
            Command command, Optional<Endpoint> current, String attempt, Optional<FirstToken> token) {
        Decision decision = DECIDING.decide(current, command, Micros.cut(Instant.now()));
        return WriteStatement.Item.of((Decision.Effective) decision, attempt, token, "trace", Optional.empty());
    }
}
