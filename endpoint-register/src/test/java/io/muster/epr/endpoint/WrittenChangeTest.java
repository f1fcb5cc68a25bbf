package io.muster.epr.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.embedded.TestStack;
import io.muster.epr.metadata.MetadataChange;
import io.muster.epr.metadata.MetadataLimits;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.feed.Content;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the writer hands over to the feed of its process says the same as the change record that it stored. */
class WrittenChangeTest {

    private static final String VALUES = """
            {"whole": 5, "long": 12345678901, "huge": 123456789012345678901234567890, "exponent": 1e3, "negative": -1E+2,
             "fraction": 1.50, "tiny": 1e-9, "zero": 0.0, "text": "é \\" \\\\ \\u2028 😀", "none": null, "yes": true,
             "list": [1, 2.0, "x", null, {"deep": [1e2]}], "empty": {}, "nothing": []}""";

    private final List<Written> written = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private Database database;
    private EndpointWriter writer;

    @BeforeEach
    void open() throws Exception {
        TestStack.Database place = TestStack.newDatabase();
        String url = "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name());
        database = Database.open(vertx, DatabaseSettings.of(url, place.user(), place.password(), "written"));
        new Migrations(database, "feed", Feed.class).migrate();
        new Migrations(database, "epr", EndpointWriter.class).migrate();
        writer = new EndpointWriter(
                database,
                Optional.empty(),
                new MetadataRules(MetadataLimits.DEFAULT),
                new Gatherer.Settings(1, 20, 1_000),
                Clock.systemUTC(),
                written::addAll);
    }

    @AfterEach
    void close() {
        database.close();
        vertx.close().await();
    }

    @Test
    void saysTheSame() {
        writer.execute(new Command.Register("e", "kettle", "kettle-v1", object("{}"), ""));
        change(VALUES);
        change("{\"whole\": 6, \"exponent\": 1.0e3, \"fraction\": 1.5, \"list\": [1e1]}");
        change("{\"text\": \"other\", \"fresh\": 2e1}");
        writer.execute(new Command.AssignVersion("e", "kettle", "kettle-v2", Optional.empty()));
        writer.execute(new Command.Unregister("e", Optional.empty()));

        assertThat(written).hasSize(6);
        for (Written record : written) {
            Change handed = (Change) record.content().orElseThrow();
            Row row = stored(record.sequence());
            assertThat(row.getString("kind")).isEqualTo(handed.kind().text());
            assertThat((int) row.getShort("partition")).isEqualTo(record.partition());
            Content content = new Content.Stored(row.getString("body"));
            assertThat(Change.of(
                            handed.kind(),
                            content,
                            row.getOffsetDateTime("created_at").toInstant()))
                    .isEqualTo(handed);
            assertThat(Json.stored(handed.text())).isEqualTo(Json.stored(content.text()));
        }
    }

    @Test
    void largeDocumentsAreReadAgain() {
        writer.execute(new Command.Register(
                "e", "kettle", "kettle-v1", object("{\"text\": \"" + "x".repeat(20_000) + "\"}"), ""));
        assertThat(written).singleElement().satisfies(record -> assertThat(record.content())
                .isEmpty());
    }

    private void change(String members) {
        writer.execute(new Command.ChangeMetadata("e", new MetadataChange.SetKeys(object(members)), Optional.empty()));
    }

    private Row stored(long sequence) {
        return database.query(
                        "SELECT kind, partition, body, created_at FROM change_record WHERE sequence = $1", sequence)
                .iterator()
                .next();
    }

    private static ObjectNode object(String text) {
        return (ObjectNode) Json.parse(text, Json.MAX_DEPTH);
    }
}
