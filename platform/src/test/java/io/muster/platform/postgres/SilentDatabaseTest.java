package io.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.embedded.TestStack;
import io.muster.platform.wire.Wire;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that neither answers nor closes its connections holds nobody for ever. */
final class SilentDatabaseTest {

    private final Vertx vertx = Vertx.vertx();
    private Wire wire;
    private Database database;

    @BeforeEach
    void open() throws Exception {
        TestStack.Database server = TestStack.newDatabase();
        wire = new Wire(server.host(), server.port());
        database = Database.open(
                vertx,
                new DatabaseSettings(
                        "postgresql://127.0.0.1:%d/%s".formatted(wire.port(), server.name()),
                        server.user(),
                        server.password(),
                        "public",
                        2,
                        4,
                        Duration.ofSeconds(1)));
    }

    @AfterEach
    void close() {
        database.close();
        wire.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void statementsFailAsUnavailableAndSucceedWhenTheWireIsMended() {
        assertThat(one()).isEqualTo(1);

        wire.cut();
        assertThatThrownBy(this::one)
                .isInstanceOfSatisfying(DatabaseFailure.class, failure -> assertThat(failure.unavailable())
                        .isTrue());

        wire.mend();
        assertThat(one()).isEqualTo(1);
    }

    @Test
    void transactionsFailAsUnavailableAndSucceedWhenTheWireIsMended() {
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    tx.query("SELECT 1");
                    wire.cut();
                    return tx.query("SELECT 1");
                }))
                .isInstanceOfSatisfying(DatabaseFailure.class, failure -> assertThat(failure.unavailable())
                        .isTrue());

        wire.mend();
        int answer = database.inTransaction(
                tx -> tx.query("SELECT 1").iterator().next().getInteger(0));
        assertThat(answer).isEqualTo(1);
    }

    private int one() {
        return database.query("SELECT 1").iterator().next().getInteger(0);
    }
}
