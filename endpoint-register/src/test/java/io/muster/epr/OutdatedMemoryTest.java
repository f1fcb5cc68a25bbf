package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.Decision;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.metadata.MetadataChange;
import io.muster.platform.http.EntityTags;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataUpdatedEvent;

/** A replica remembers what it wrote; what another one did since is seen nevertheless. */
class OutdatedMemoryTest {

    private static EprStack epr;

    private EndpointWriter one;
    private EndpointWriter other;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @BeforeEach
    void forget() {
        one = epr.writer();
        other = epr.writer();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static Decision set(EndpointWriter writer, String endpointId, String key, int value) {
        return set(writer, endpointId, key, value, Optional.empty());
    }

    private static Decision set(
            EndpointWriter writer, String endpointId, String key, int value, Optional<EntityTags> ifMatch) {
        return writer.execute(
                new Command.ChangeMetadata(endpointId, MetadataChange.set(key, IntNode.valueOf(value)), ifMatch));
    }

    private static Decision remove(EndpointWriter writer, String endpointId, String key) {
        return writer.execute(
                new Command.ChangeMetadata(endpointId, new MetadataChange.RemoveKey(key), Optional.empty()));
    }

    private static void unregister(EndpointWriter writer, String endpointId) {
        writer.execute(new Command.Unregister(endpointId, Optional.empty()));
    }

    private static Endpoint after(Decision decision) {
        return ((Decision.Effective) decision).after().orElseThrow();
    }

    private static Optional<EntityTags> tag(Endpoint endpoint) {
        return Optional.of(new EntityTags(false, Set.of(endpoint.metadataTag())));
    }

    private static ObjectNode metadata(String json) {
        return (ObjectNode) Json.parse(json, Json.MAX_DEPTH);
    }

    private static Kind refused(Runnable attempt) {
        try {
            attempt.run();
        } catch (Refused refused) {
            return refused.refusal().kind();
        }
        throw new AssertionError("it was not refused");
    }

    @Test
    void replicasThatChangeInTurnsLoseNothingAndTellTheTruth() throws Exception {
        epr.registered("turns", "{}");
        for (int i = 1; i <= 20; i++) {
            assertThat(after(set(one, "turns", "a", i)).revision()).isEqualTo(2L * i);
            assertThat(after(set(other, "turns", "b", i)).revision()).isEqualTo(2L * i + 1);
        }

        assertThat(epr.store().get("turns").metadata()).isEqualTo(metadata("{\"a\":20,\"b\":20}"));
        List<SpecificRecord> events = epr.events.of("turns", 41);
        for (int i = 3; i < 41; i++) {
            MetadataUpdatedEvent event = (MetadataUpdatedEvent) events.get(i);
            assertThat(event.getUpdated().keySet()).containsExactly(i % 2 == 1 ? "a" : "b");
            event.getUpdated().values().forEach(update -> {
                int value = Integer.parseInt(update.getNewValue().orElseThrow());
                assertThat(update.getOldValue()).contains(Integer.toString(value - 1));
            });
        }
    }

    @Test
    void aConditionIsHeldAgainstTheRowAsItIs() throws Exception {
        epr.registered("condition", "{}");
        Endpoint before = after(set(one, "condition", "a", 1));
        Endpoint now = after(set(other, "condition", "a", 2));

        assertThat(refused(() -> set(one, "condition", "a", 3, tag(before)))).isEqualTo(Kind.PRECONDITION_FAILED);
        assertThat(after(set(one, "condition", "a", 3, tag(now))).revision()).isEqualTo(4);
    }

    /** What is remembered would decline it. */
    @Test
    void aConditionThatWasFulfilledElsewhereIsFulfilled() throws Exception {
        epr.registered("fulfilled", "{}");
        set(one, "fulfilled", "a", 1);
        Endpoint now = after(set(other, "fulfilled", "a", 2));

        assertThat(after(set(one, "fulfilled", "a", 3, tag(now))).revision()).isEqualTo(4);
    }

    @Test
    void whatIsUnchangedOnlyInMemoryIsChanged() throws Exception {
        epr.registered("unchanged", "{}");
        set(one, "unchanged", "a", 1);
        set(other, "unchanged", "a", 2);

        assertThat(after(set(one, "unchanged", "a", 1)).revision()).isEqualTo(4);
        assertThat(set(one, "unchanged", "a", 1)).isInstanceOf(Decision.Unchanged.class);
    }

    @Test
    void aKeyThatIsMissingOnlyInMemoryIsRemoved() throws Exception {
        epr.registered("missing", "{}");
        set(one, "missing", "a", 1);
        set(other, "missing", "b", 1);

        assertThat(after(remove(one, "missing", "b")).metadata()).isEqualTo(metadata("{\"a\":1}"));
        assertThat(refused(() -> remove(other, "missing", "b"))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void anEndpointThatIsGoneIsNotFound() throws Exception {
        epr.registered("gone", "{}");
        set(one, "gone", "a", 1);
        unregister(other, "gone");

        assertThat(refused(() -> set(one, "gone", "a", 2))).isEqualTo(Kind.NOT_FOUND);
        assertThat(refused(() -> unregister(one, "gone"))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void anEndpointThatWasRegisteredAnewIsTheNewOne() throws Exception {
        epr.registered("anew", "{\"old\":1}");
        set(one, "anew", "a", 1);
        unregister(other, "anew");
        epr.registered("anew", "{\"new\":1}");
        set(other, "anew", "a", 1);

        Endpoint stored = after(set(one, "anew", "a", 2));
        assertThat(stored.metadata()).isEqualTo(metadata("{\"new\":1,\"a\":2}"));
        assertThat(stored.revision()).isEqualTo(3);
    }

    /** As when a standby takes over that has not got the last changes. */
    @Test
    void aRevisionThatTheDatabaseLostIsToldFromTheOneInItsPlace() throws Exception {
        epr.registered("lost", "{}");
        set(one, "lost", "a", 1);
        epr.database.update("UPDATE endpoint SET metadata = '{\"b\":1}', metadata_updated_at = clock_timestamp()"
                + " WHERE endpoint_id = 'lost'");

        assertThat(after(set(one, "lost", "c", 1)).metadata()).isEqualTo(metadata("{\"b\":1,\"c\":1}"));
        epr.database.update("UPDATE endpoint SET metadata = '{\"d\":1}', metadata_updated_at = clock_timestamp()"
                + " WHERE endpoint_id = 'lost'");
        unregister(one, "lost");
        assertThatThrownBy(() -> epr.store().get("lost")).isInstanceOf(Refused.class);
    }
}
