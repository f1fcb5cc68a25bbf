package io.muster.epr.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan that was made while the table was empty must not read all members when there are many. */
final class MemberTableTest {

    private static final int MEMBERS = 10_000;
    private static final long FEW_PAGES = 30;
    private static final Move FIRST = move("e1");
    private static final Move SECOND = move("e2");
    private static final String FILL = """
            INSERT INTO filter_member SELECT 'e' || n, 'f', 0, clock_timestamp() FROM generate_series(1, $1) AS n""";

    private MembershipStack stack;

    @BeforeEach
    void emptyByChance() throws Exception {
        stack = new MembershipStack(100);
        stack.database.update(FILL, MEMBERS);
        stack.database.update("DELETE FROM filter_member");
        stack.database.query("VACUUM ANALYZE filter_member");
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void oneMemberIsTakenOutWithoutReadingTheOthers() {
        stack.database.steady().inTransaction(tx -> {
            MemberTable.remove(tx, List.of(FIRST));
            tx.update(FILL, MEMBERS);
            long before = pagesRead(tx);
            MemberTable.remove(tx, List.of(FIRST, SECOND, move("nobody"), FIRST));
            assertThat(pagesRead(tx) - before).isLessThan(FEW_PAGES);
            assertThat(tx.query("SELECT FROM filter_member WHERE endpoint_id IN ('e1', 'e2')")
                            .size())
                    .isZero();
            assertThat(tx.query("SELECT FROM filter_member").size()).isEqualTo(MEMBERS - 2);
            return tx;
        });
    }

    @Test
    void filtersOfOneEndpointAreReadWithoutThoseOfOthers() {
        stack.database.steady().inTransaction(tx -> {
            FeedProcessor.Reading reading = reading(tx);
            assertThat(MemberTable.read(reading, List.of("e1")).filtersOf()).isEmpty();
            tx.update(FILL, MEMBERS);
            long before = pagesRead(tx);
            assertThat(MemberTable.read(reading, List.of("e1", "e2", "nobody")).filtersOf())
                    .isEqualTo(Map.of("e1", Set.of("f"), "e2", Set.of("f")));
            assertThat(pagesRead(tx) - before).isLessThan(FEW_PAGES);
            return tx;
        });
    }

    private static FeedProcessor.Reading reading(Database.Transaction tx) {
        return new FeedProcessor.Reading() {
            @Override
            public RowSet<Row> query(String sql, @Nullable Object... parameters) {
                return tx.query(sql, parameters);
            }
        };
    }

    /** Of the indexes, in this transaction; each of them has more than fifty. */
    private static long pagesRead(Database.Transaction tx) {
        return tx.query("""
                        SELECT sum(pg_stat_get_xact_blocks_fetched(indexrelid))::bigint FROM pg_index
                        WHERE indrelid = 'filter_member'::regclass""").iterator().next().getLong(0);
    }

    private static Move move(String endpoint) {
        return new Move(endpoint, "f", 0, Instant.EPOCH);
    }
}
