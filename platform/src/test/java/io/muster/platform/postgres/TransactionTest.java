package io.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.embedded.TestStack;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements that are sent without waiting for them count as much as those that are waited for. */
final class TransactionTest {

    private final Vertx vertx = Vertx.vertx();
    private Database database;

    @BeforeEach
    void open() throws Exception {
        TestStack.Database fresh = TestStack.newDatabase();
        database = Database.open(
                vertx,
                DatabaseSettings.of(
                        "postgresql://%s:%d/%s".formatted(fresh.host(), fresh.port(), fresh.name()),
                        fresh.user(),
                        fresh.password(),
                        "public"));
        database.update("CREATE TABLE stored (n int PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        database.close();
        vertx.close().await();
    }

    @Test
    void whatIsSentIsDoneInOrderAndCommitted() {
        long seen = database.inTransaction(tx -> {
            tx.send("INSERT INTO stored VALUES ($1)", 1);
            tx.send("UPDATE stored SET n = n + $1", 1);
            return tx.query("SELECT n FROM stored").iterator().next().getLong(0);
        });

        assertThat(seen).isEqualTo(2);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aSentStatementThatFailsUndoesAllAndItsFailureIsTold() {
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    tx.update("INSERT INTO stored VALUES ($1)", 1);
                    tx.send("SELECT 1 / $1::int", 0);
                    tx.send("INSERT INTO stored VALUES ($1)", 2);
                    return 0;
                }))
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("division by zero");
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    tx.send("SELECT 1 / $1::int", 0);
                    return tx.query("SELECT 1");
                }))
                .hasMessageContaining("division by zero");
        assertThat(stored()).isZero();
    }

    @Test
    void whatAnInspectionThrowsUndoesAllAndIsTold() {
        assertThatThrownBy(() -> database.inRepeatableTransaction(tx -> {
                    tx.send(
                            rows -> {
                                throw new IllegalStateException("not what was wanted");
                            },
                            "INSERT INTO stored VALUES ($1)",
                            1);
                    tx.send("SELECT 1 / $1::int", 0);
                    return 0;
                }))
                .hasMessage("not what was wanted");
        assertThat(stored()).isZero();
    }

    @Test
    void statementsOfASessionSeeWhatThoseBeforeHaveDone() {
        try (Database.Session session = database.session()) {
            assertThat(session.query(
                                    Statement.of("INSERT INTO stored VALUES ($1)", 1),
                                    Statement.of("SELECT n FROM stored"))
                            .getLast())
                    .hasSize(1);
        }
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void whatIsAskedBehindATransactionOfASessionSeesWhatItHasDone() {
        Statement behind = Statement.of("SELECT n FROM stored");
        try (Database.Session session = database.session()) {
            assertThat(session.inRepeatableTransaction(
                            tx -> {
                                assertThat(tx.query("SHOW synchronous_commit")
                                                .iterator()
                                                .next()
                                                .getString(0))
                                        .isEqualTo("off");
                                tx.send("INSERT INTO stored VALUES ($1)", 1);
                            },
                            behind))
                    .hasSize(1);
        }
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aTransactionOfASessionIsUndoneByWhatFailsLastAndByAnObjection() {
        Statement behind = Statement.of("SELECT n FROM stored");
        try (Database.Session session = database.session()) {
            assertThatThrownBy(() -> session.inRepeatableTransaction(
                            tx -> {
                                tx.send("INSERT INTO stored VALUES ($1)", 1);
                                tx.send("SELECT 1 / $1::int", 0);
                                tx.send("INSERT INTO stored VALUES ($1)", 2);
                            },
                            behind))
                    .hasMessageContaining("division by zero");
            assertThatThrownBy(() -> session.inRepeatableTransaction(
                            tx -> {
                                tx.send(
                                        rows -> {
                                            throw new IllegalStateException("not what was wanted");
                                        },
                                        "SELECT n FROM stored");
                                tx.send("INSERT INTO stored VALUES ($1)", 3);
                            },
                            behind))
                    .hasMessage("not what was wanted");
            assertThat(session.inRepeatableTransaction(tx -> {}, behind))
                    .as("the connection goes on")
                    .isEmpty();
        }
        assertThat(stored()).isZero();
    }

    @Test
    void steadyConnectionsUseIndexesAndKeepTheirPlans() {
        for (int i = 0; i < 10; i++) {
            assertThat(database.steady().query("SELECT n FROM stored WHERE n = ANY ($1)", (Object) new Integer[] {i}))
                    .isEmpty();
        }
        assertThat(database.steady()
                        .query("SELECT current_setting('plan_cache_mode'), current_setting('enable_seqscan')")
                        .iterator()
                        .next()
                        .getString(0))
                .isEqualTo("force_generic_plan");
    }

    private int stored() {
        return database.query("SELECT count(*) FROM stored").iterator().next().getInteger(0);
    }
}
