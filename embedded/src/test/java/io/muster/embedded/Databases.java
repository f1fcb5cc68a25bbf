package io.muster.embedded;

import java.io.IOException;
import java.nio.file.Files;

/** What a test asks a running server. */
final class Databases {
    private Databases() {}

    static AdminConnection connect(EmbeddedPostgres postgres, DataDirectory data) throws IOException {
        String password =
                Files.readString(data.secrets().resolve("postgres-admin")).strip();
        return new AdminConnection(postgres.port(), PostgresCluster.ADMIN, password);
    }

    /** Whether the server answers, and the query gives a row. */
    static boolean holds(EmbeddedPostgres postgres, DataDirectory data, String sql) {
        try (AdminConnection connection = connect(postgres, data)) {
            return connection.run(sql);
        } catch (IOException e) {
            return false;
        }
    }
}
