package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.program.Installation;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A data directory that a newer release has written is left as it is. */
final class NewerSchemaTest {

    @Test
    void isRefusedWithTheRemedyAndWorksAgainForTheRightRelease() throws SQLException {
        Setup setup = Setup.fresh();
        RunningMuster first = setup.start();
        try {
            assertThat(first.terminate()).isZero();
            moveSchema(setup, 1000);

            Installation.Outcome refused = setup.refused();

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err().lines().filter(line -> line.startsWith("muster: ")))
                    .as(refused.toString())
                    .singleElement()
                    .asString()
                    .contains("knows only up to")
                    .contains("start the newer release that wrote it, or use another database");
            assertThat(refused.out() + refused.err())
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");

            moveSchema(setup, -1000);
            try (RunningMuster again = setup.start()) {
                assertThat(again.terminate()).isZero();
            }
        } finally {
            first.discard();
        }
    }

    /** What a newer release would leave behind: a higher version of the schema of each service. */
    private static void moveSchema(Setup setup, int by) throws SQLException {
        try (DataDirectory data = DataDirectory.open(setup.data());
                EmbeddedPostgres server = EmbeddedPostgres.start(data, 0, EmbeddedListener.silent());
                Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), server.database()),
                        server.user(),
                        server.password());
                Statement statement = connection.createStatement()) {
            for (String schema : new String[] {"epr", "cm"}) {
                int moved =
                        statement.executeUpdate("UPDATE " + schema + ".schema_version SET version = version + " + by);
                assertThat(moved).isPositive();
            }
        }
    }
}
