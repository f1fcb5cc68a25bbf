package io.muster.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.cm.CredentialManagement;
import io.muster.contract.json.Json;
import io.muster.embedded.TestStack;
import io.muster.epr.EndpointRegister;
import io.muster.platform.feed.Feed;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code muster verify} and {@code muster feed} on an external database in which things are not as they should be. */
final class UpkeepCommandsTest {

    private static final String F1 = "f1";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final TestStack.Database place = TestStack.newDatabase();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Database register;
    private Database credentials;

    @BeforeEach
    void migrate() {
        register = schema("epr");
        credentials = schema("cm");
        new Migrations(register, "feed", Feed.class).migrate();
        new Migrations(register, "epr", EndpointRegister.class).migrate();
        new Migrations(credentials, "feed", Feed.class).migrate();
        new Migrations(credentials, "cm", CredentialManagement.class).migrate();
        register.update(
                "INSERT INTO filter (filter_id, application, query, status, generation, edition, revision,"
                        + " created_at, updated_at) VALUES ('f1', 'kettle', '{\"metadata.a\":1}', 'active', 1, 1, 1, now(), now())");
        register.update("UPDATE filter_clock SET revision = 1");
        register.update("INSERT INTO filter_partition (filter_id, partition, generation, phase, cursor, matched)"
                + " SELECT 'f1', p, 1, 'active', '', 0 FROM generate_series(0, 15) p");
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

    @AfterEach
    void close() {
        register.close();
        credentials.close();
        vertx.close().await();
    }

    private void endpoint(String id, int value) {
        register.update(
                "INSERT INTO endpoint (endpoint_id, partition, application, app_version, app_version_since, metadata,"
                        + " metadata_revision, revision, created_at) VALUES ($1, $2, 'kettle', 'kettle-v1', now(),"
                        + " jsonb_build_object('a', $3::int), 1, 1, now())",
                id,
                Partitions.of(id),
                value);
    }

    /** Counts an endpoint, as the feed does when it has told of it. */
    private void counted(String id) {
        register.update(
                "INSERT INTO endpoint_tally AS t (application, app_version, metadata_key, partition, n)"
                        + " SELECT 'kettle', 'kettle-v1', key, $1, 1 FROM (VALUES (''), ('a')) AS used (key)"
                        + " ON CONFLICT (application, app_version, metadata_key, partition) DO UPDATE SET n = t.n + 1",
                Partitions.of(id));
    }

    private void member(String id) {
        register.update(
                "INSERT INTO filter_member (endpoint_id, filter_id, partition, created_at) VALUES ($1, 'f1', $2, now())",
                id,
                Partitions.of(id));
        register.update("UPDATE filter_partition SET matched = matched + 1 WHERE partition = $1", Partitions.of(id));
    }

    private void token(String endpointId) {
        credentials.update(
                "INSERT INTO endpoint_token (token_id, endpoint_id, application, token_hash, partition, created_at)"
                        + " VALUES (gen_random_uuid(), $1, 'kettle', sha256($1::text::bytea), $2, now() - interval '1 hour')",
                endpointId,
                Partitions.of(endpointId));
    }

    private int run(CommandLine command, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(
                "--config",
                configuration(),
                "--db-url",
                "postgresql://%s:%s@%s:%d/%s"
                        .formatted(place.user(), place.password(), place.host(), place.port(), place.name())));
        all.addAll(List.of(arguments));
        int exit = command.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        assertThat(out.toString() + err).doesNotContain(place.password());
        return exit;
    }

    /** What the test makes late is late, whatever the machine is busy with. */
    private String configuration() {
        try {
            return Files.writeString(folder.resolve("muster.yml"), "muster.feed.late-after: 1h\n")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int verify(String... arguments) {
        return run(VerifyCommand.commandLine(), arguments);
    }

    private JsonNode finding(String name) {
        for (JsonNode finding : Json.parse(out.toString(), Json.MAX_DEPTH).path("findings")) {
            if (finding.path("name").asText().equals(name)) {
                return finding;
            }
        }
        throw new AssertionError("no " + name + " in " + out);
    }

    @Test
    void aSoundInstallationIsClean() {
        endpoint("e1", 1);
        counted("e1");
        token("e1");
        member("e1");
        assertThat(verify()).as("%s%s", out, err).isZero();
        assertThat(out.toString()).contains("Everything is as it should be").contains("1 endpoints, 1 active filters");
    }

    @Test
    void everythingIsFoundAndWhatCanBeIsMended() {
        endpoint("e1", 1);
        endpoint("e2", 2);
        endpoint("bare", 3);
        List.of("e1", "e2", "bare").forEach(this::counted);
        token("e1");
        token("e2");
        token("gone");
        member("e2");
        credentials.update("INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at)"
                + " VALUES (0, 'token-revoked', 'x', '{}', 'c', now() - interval '2 hours')");
        register.update("INSERT INTO change_record (partition, kind, subject, body, correlation_id, parked_reason,"
                + " parked_at) VALUES (0, 'registered', 'stuck', '{}', 'c', 'cannot be told', now())");
        register.update("UPDATE filter_partition SET matched = 7 WHERE partition = 9");

        assertThat(verify("--json")).isEqualTo(1);
        assertThat(finding("members-wrong").path("count").asInt()).isEqualTo(2);
        assertThat(finding("members-wrong").path("examples").toString())
                .contains("e1")
                .contains("e2");
        assertThat(finding("counters-wrong").path("count").asInt()).isEqualTo(1);
        assertThat(finding("tokens-without-endpoint").path("examples").toString())
                .contains("gone");
        assertThat(finding("endpoints-without-token").path("examples").toString())
                .contains("bare");
        assertThat(finding("changes-late").path("count").asInt()).isEqualTo(1);
        assertThat(finding("changes-parked").path("examples").toString()).contains("cannot be told");
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("→ ").contains("2 stored members of filters");

        assertThat(verify("--repair", "members", "--json")).isEqualTo(1);
        assertThat(finding("members-wrong").path("mended").asInt()).isEqualTo(2);
        assertThat(finding("tokens-without-endpoint").path("mended").asInt()).isZero();
        assertThat(verify("--json", "--repair")).isEqualTo(1);
        assertThat(finding("tokens-without-endpoint").path("mended").asInt()).isEqualTo(1);

        credentials.update("DELETE FROM change_record WHERE subject = 'x'");
        register.update("DELETE FROM endpoint WHERE endpoint_id = 'bare'");
        assertThat(verify("--json")).isEqualTo(1);
        assertThat(finding("totals-wrong").path("count").asInt()).isEqualTo(2);
        assertThat(finding("totals-wrong").path("examples").toString())
                .contains("endpoints of kettle-v1: 3, should be 2")
                .contains("metadata key a of kettle-v1: 3, should be 2");
        assertThat(verify("--repair", "totals", "--json")).as("%s%s", out, err).isZero();
        assertThat(verify()).as("%s%s", out, err).isZero();
        assertThat(credentials
                        .query("SELECT kind, subject FROM change_record")
                        .iterator()
                        .next()
                        .getString(1))
                .isEqualTo("gone");
        assertThat(register.query(
                        "SELECT kind, subject FROM change_record WHERE kind LIKE 'filter-%' ORDER BY subject"))
                .extracting(row -> row.getString(0) + " " + row.getString(1))
                .containsExactly("filter-entered e1", "filter-left e2");
        assertThat(register.query("SELECT endpoint_id FROM filter_member WHERE filter_id = $1", F1))
                .extracting(row -> row.getString(0))
                .containsExactly("e1");
    }

    @Test
    void parkedChangesAreShownRetriedAndDiscarded() {
        for (int i = 0; i < 2; i++) {
            register.update("INSERT INTO change_record (partition, kind, subject, body, correlation_id, parked_reason,"
                    + " parked_at) VALUES (0, 'registered', 'stuck', '{}', 'c', 'cannot be told', now())");
        }
        assertThat(run(FeedCommand.commandLine())).as("%s", err).isZero();
        assertThat(out.toString())
                .contains("epr: 0 changes wait")
                .contains("2 are parked")
                .contains("epr-1: registered stuck")
                .contains("cannot be told")
                .contains("cm: 0 changes wait");
        assertThat(run(FeedCommand.commandLine(), "--discard", "epr-1", "--json"))
                .as("%s", err)
                .isZero();
        JsonNode shown = Json.parse(out.toString(), Json.MAX_DEPTH);
        assertThat(shown.at("/epr/parkedChanges/0/name").asText()).isEqualTo("epr-2");
        assertThat(run(FeedCommand.commandLine(), "--retry")).as("%s", err).isZero();
        assertThat(out.toString()).contains("epr: 1 changes wait").contains("0 are parked");
        assertThat(run(FeedCommand.commandLine(), "--discard", "epr-77")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no parked change epr-77");
        assertThat(run(FeedCommand.commandLine(), "--discard", "nonsense")).isEqualTo(2);
    }

    @Test
    void whatADiscardedChangeLeavesBehindIsMended() {
        endpoint("e1", 1);
        token("e1");
        register.update(
                "INSERT INTO change_record (partition, kind, subject, body, correlation_id, parked_reason, parked_at)"
                        + " VALUES ($1, 'registered', 'e1', '{\"application\":\"kettle\",\"newVersion\":\"kettle-v1\","
                        + "\"newMetadata\":{\"a\":1}}', 'c', 'cannot be told', now())",
                Partitions.of("e1"));
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString())
                .contains("could not be published")
                .doesNotContain("stored members")
                .doesNotContain("stored totals");

        assertThat(run(FeedCommand.commandLine(), "--discard", "epr-1")).isZero();
        assertThat(err.toString()).contains("epr-1 is discarded").contains("verify --repair members,totals");
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("1 stored members").contains("2 stored totals");
        assertThat(verify("--repair", "members,totals")).as("%s%s", out, err).isZero();
        assertThat(verify()).as("%s%s", out, err).isZero();
    }

    @Test
    void whatCannotBeLookedAtIsSaidInOneLine() {
        assertThat(verify("--repair", "everything")).isEqualTo(2);
        assertThat(err.toString()).contains("members, totals, tokens, parked or all");
        register.update("INSERT INTO schema_version (component, version) VALUES ('epr', 99)");
        assertThat(verify()).isEqualTo(1);
        assertThat(err.toString()).contains("version 99").contains("newer release");
        register.update("DELETE FROM schema_version WHERE component = 'epr' AND version > 1");
        assertThat(verify()).isEqualTo(1);
        assertThat(err.toString()).contains("start this release of Muster on it once");
    }
}
