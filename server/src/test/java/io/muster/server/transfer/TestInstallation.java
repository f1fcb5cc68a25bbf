package io.muster.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cm.CredentialManagement;
import io.muster.cm.secret.HashKey;
import io.muster.cm.secret.HashKeyGuard;
import io.muster.embedded.TestStack;
import io.muster.epr.EndpointRegister;
import io.muster.platform.feed.Feed;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A database of EPR and CM that no replica works on, and the commands on it. */
final class TestInstallation implements AutoCloseable {

    static final HashKey KEY = HashKey.of("a key for tests, long enough");

    private final Vertx vertx = Vertx.vertx();
    private final TestStack.Database place = TestStack.newDatabase();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path configuration;
    final Database register = schema("epr");
    final Database credentials = schema("cm");

    TestInstallation(Path folder) {
        new Migrations(register, "feed", Feed.class).migrate();
        new Migrations(register, "epr", EndpointRegister.class).migrate();
        new Migrations(credentials, "feed", Feed.class).migrate();
        new Migrations(credentials, "cm", CredentialManagement.class).migrate();
        HashKeyGuard.check(credentials, KEY);
        configuration = configured(folder, "a key for tests, long enough");
    }

    static Path configured(Path folder, String key) {
        try {
            return Files.writeString(
                    Files.createTempFile(folder, "muster", ".yml"), "kaa.cm.token-hash-key: \"" + key + "\"\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Database schema(String name) {
        return Database.open(
                vertx,
                DatabaseSettings.of(
                        "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name()),
                        place.user(),
                        place.password(),
                        name));
    }

    /** Flags that name this installation. */
    List<String> flags() {
        return List.of(
                "--config",
                configuration.toString(),
                "--db-url",
                "postgresql://%s:%s@%s:%d/%s"
                        .formatted(place.user(), place.password(), place.host(), place.port(), place.name()));
    }

    int run(CommandLine command, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(flags());
        all.addAll(List.of(arguments));
        int exit = command.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        assertThat(said()).doesNotContain(place.password()).doesNotContain("\tat ");
        return exit;
    }

    /** What the last command printed as its result. */
    String out() {
        return out.toString();
    }

    /** Everything that the last command printed. */
    String said() {
        return out + "" + err;
    }

    long count(String table) {
        return number(register, "SELECT count(*) FROM " + table);
    }

    long tokens() {
        return number(credentials, "SELECT count(*) FROM endpoint_token");
    }

    boolean accepts(String endpointId, String token) {
        for (Row row : credentials.query(
                "SELECT endpoint_id FROM endpoint_token WHERE application = $1 AND token_hash = $2",
                "demo_application",
                KEY.ofToken("demo_application", token).bytes())) {
            return row.getString(0).equals(endpointId);
        }
        return false;
    }

    static long number(Database database, String sql) {
        return database.query(sql).iterator().next().getLong(0);
    }

    @Override
    public void close() {
        register.close();
        credentials.close();
        vertx.close().await();
    }
}
