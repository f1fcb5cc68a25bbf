package io.muster.epr.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.contract.json.Json;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of endpoints, and when it is trusted. */
class RememberedRowsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RememberedRows rows = new RememberedRows(100_000);

    private static Endpoint endpoint(String id, int value) {
        return Endpoint.created(id, "kettle", "kettle-v1", JsonNodeFactory.instance.objectNode(), NOW)
                .withMetadata(JsonNodeFactory.instance.objectNode().put("n", value), NOW.plusSeconds(value));
    }

    private void store(Endpoint endpoint) {
        rows.stored(endpoint, Json.text(endpoint.metadata()));
    }

    @Test
    void givesBackWhatWasStoredLast() {
        store(endpoint("a", 1));
        store(endpoint("a", 2));

        assertThat(rows.find("a").map(RememberedRows.Whole::endpoint)).contains(endpoint("a", 2));
        assertThat(rows.find("b")).isEmpty();
    }

    @Test
    void forgetsWhatIsGone() {
        store(endpoint("a", 1));
        rows.gone("a");

        assertThat(rows.find("a")).isEmpty();
    }

    @Test
    void keepsTheLatestOfThoseThatFindNoRoom() {
        IntStream.range(0, 10_000).forEach(i -> {
            store(endpoint("first", 1));
            store(endpoint("e" + i, i));
        });

        assertThat(rows.find("first")).isPresent();
        assertThat(rows.find("e9999")).isPresent();
        assertThat(rows.find("e0")).isEmpty();
        assertThat(IntStream.range(0, 10_000).filter(i -> rows.find("e" + i).isPresent()))
                .hasSizeBetween(100, 250);
    }

    @Test
    void trustsNothingAfterADisappointmentUntilManyProvedRight() {
        IntStream.range(0, 50).forEach(i -> store(endpoint("e" + i, 1)));
        rows.outdated("e0");
        assertThat(rows.find("e1")).isEmpty();

        IntStream.range(1, 40).forEach(i -> {
            rows.read(endpoint("e" + i, 1));
            store(endpoint("e" + i, 2));
        });
        assertThat(rows.find("e1").map(RememberedRows.Whole::endpoint)).contains(endpoint("e1", 2));
    }

    @Test
    void aReadingThatTellsSomethingElseIsADisappointment() {
        IntStream.range(0, 5).forEach(i -> store(endpoint("e" + i, 1)));
        rows.read(endpoint("e0", 1));
        assertThat(rows.find("e1")).isPresent();

        rows.read(endpoint("e0", 2));
        assertThat(rows.find("e1")).isEmpty();
    }

    @Test
    void ofWhatIsNotRememberedNothingIsOutdated() {
        store(endpoint("a", 1));
        rows.outdated("b");
        rows.read(endpoint("b", 1));

        assertThat(rows.find("a")).isPresent();
    }
}
