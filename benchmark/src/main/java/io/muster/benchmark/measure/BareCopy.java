package io.muster.benchmark.measure;

import io.muster.benchmark.program.Fleet;
import io.muster.cm.secret.HashKey;
import io.muster.contract.json.Json;
import io.muster.platform.feed.Partitions;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.postgresql.PGConnection;

/** COPY into tables with the columns and indexes of endpoints and tokens: the fastest way that PostgreSQL has. */
record BareCopy(Path endpoints, Path tokens) {

    private static final String AT = "2026-01-01 00:00:00Z";

    /** Writes what is to be copied: the endpoints of a fleet, each with its token. */
    static BareCopy of(Fleet fleet, HashKey key, Path folder) throws IOException {
        BareCopy copy = new BareCopy(folder.resolve("endpoints.copy"), folder.resolve("tokens.copy"));
        try (BufferedWriter endpoints = Files.newBufferedWriter(copy.endpoints);
                BufferedWriter tokens = Files.newBufferedWriter(copy.tokens)) {
            for (int number = 0; number < fleet.size(); number++) {
                String id = fleet.endpointId(number);
                short partition = Partitions.of(id);
                String metadata = Json.text(fleet.metadata(number)).replace("\\", "\\\\");
                endpoints.write(String.join(
                        "\t",
                        id,
                        Short.toString(partition),
                        Fleet.APPLICATION,
                        Fleet.VERSION,
                        AT,
                        metadata,
                        "1",
                        "1",
                        AT + "\n"));
                Buffer hash =
                        key.ofToken(Fleet.APPLICATION, fleet.token(number)).bytes();
                tokens.write(String.join(
                        "\t",
                        fleet.tokenId(number).toString(),
                        id,
                        Fleet.APPLICATION,
                        "\\\\x" + HexFormat.of().formatHex(hash.getBytes()),
                        partition + "\n"));
            }
        }
        return copy;
    }

    /** Copies, one transaction for each table; the tables are named {@code bare_endpoint} and {@code bare_token}. */
    void into(Connection connection, String schema) {
        copy(
                connection,
                "COPY " + schema + ".bare_endpoint (endpoint_id, partition, application, app_version,"
                        + " app_version_since, metadata, metadata_revision, revision, created_at) FROM STDIN",
                endpoints);
        copy(
                connection,
                "COPY " + schema + ".bare_token (token_id, endpoint_id, application, token_hash, partition) FROM STDIN",
                tokens);
    }

    private static void copy(Connection connection, String sql, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused);
        }
    }
}
