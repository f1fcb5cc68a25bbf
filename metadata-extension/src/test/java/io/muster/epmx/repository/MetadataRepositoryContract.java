package io.muster.epmx.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link MetadataRepository} keeps to. Runs against whatever stands behind the implementation under test. */
public interface MetadataRepositoryContract {

    /** The implementation under test. */
    MetadataRepository repository();

    /** Registers a new endpoint with this metadata. */
    EndpointId registered(String json);

    /** Text, numbers as written, nested values and null come back as they were stored. */
    @Test
    default void givesBackWhatWasStored() {
        String json = "{\"a\":\"Київ\",\"b\":1.50,\"c\":{\"d\":[1,null,true]},\"e\":null}";
        EndpointId endpoint = registered(json);
        assertThat(repository().read(endpoint).values()).isEqualTo(object(json));
        assertThat(repository().keys(endpoint)).containsExactlyInAnyOrder("a", "b", "c", "e");
    }

    /** An endpoint without metadata is an empty object. */
    @Test
    default void readsAnEndpointWithoutMetadata() {
        EndpointId endpoint = registered("{}");
        assertThat(repository().read(endpoint).values()).isEmpty();
        assertThat(repository().keys(endpoint)).isEmpty();
    }

    /** An update creates and overwrites whole values and touches nothing else. */
    @Test
    default void updatesSomeKeys() {
        EndpointId endpoint = registered("{\"a\":1,\"b\":{\"x\":1,\"y\":2}}");
        repository().update(endpoint, object("{\"b\":{\"x\":3},\"c\":null}"));
        assertThat(repository().read(endpoint).values()).isEqualTo(object("{\"a\":1,\"b\":{\"x\":3},\"c\":null}"));
    }

    /** Deleting does not mind keys that are not there. */
    @Test
    default void deletesKeysWhetherTheyExistOrNot() {
        EndpointId endpoint = registered("{\"a\":1,\"b\":null,\"c\":3}");
        repository().delete(endpoint, Set.of(MetadataKey.of("a"), MetadataKey.of("b"), MetadataKey.of("missing")));
        assertThat(repository().read(endpoint).values()).isEqualTo(object("{\"c\":3}"));
    }

    /** Deleting only keys that are not there changes nothing, the tag included. */
    @Test
    default void deletingNothingKeepsTheTag() {
        EndpointId endpoint = registered("{\"a\":1}");
        Metadata before = repository().read(endpoint);
        repository().delete(endpoint, Set.of(MetadataKey.of("missing")));
        assertThat(repository().read(endpoint)).isEqualTo(before);
    }

    /** The tag moves with every change. */
    @Test
    default void changesTheTagWithTheValues() {
        EndpointId endpoint = registered("{\"a\":1}");
        String before = repository().read(endpoint).tag();
        repository().update(endpoint, object("{\"a\":2}"));
        assertThat(repository().read(endpoint).tag()).isNotEqualTo(before);
    }

    /** A replacement of what was seen is stored as a whole. */
    @Test
    default void replacesWhatWasSeen() {
        EndpointId endpoint = registered("{\"a\":1,\"b\":2}");
        Metadata seen = repository().read(endpoint);
        assertThat(repository().replace(endpoint, seen, object("{\"b\":3,\"c\":4}")))
                .isTrue();
        assertThat(repository().read(endpoint).values()).isEqualTo(object("{\"b\":3,\"c\":4}"));
    }

    /** A replacement is not stored when somebody else changed the metadata meanwhile. */
    @Test
    default void doesNotReplaceWhatWasNotSeen() {
        EndpointId endpoint = registered("{\"a\":1}");
        Metadata seen = repository().read(endpoint);
        repository().update(endpoint, object("{\"b\":2}"));
        assertThat(repository().replace(endpoint, seen, object("{\"c\":3}"))).isFalse();
        assertThat(repository().read(endpoint).values()).isEqualTo(object("{\"a\":1,\"b\":2}"));
    }

    /** An endpoint that is not registered is refused by every call. */
    @Test
    default void refusesUnknownEndpoints() {
        EndpointId unknown = EndpointId.of("nobody-knows-me");
        ObjectNode values = object("{\"a\":1}");
        refusesAsUnknown(() -> repository().read(unknown));
        refusesAsUnknown(() -> repository().keys(unknown));
        refusesAsUnknown(() -> repository().update(unknown, values));
        refusesAsUnknown(() -> repository().delete(unknown, Set.of(MetadataKey.of("a"))));
        refusesAsUnknown(() -> repository().replace(unknown, new Metadata(object("{}"), "\"x\""), values));
    }

    private static void refusesAsUnknown(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(Refused.class, refused -> assertThat(
                        refused.refusal().kind())
                .isEqualTo(Kind.NOT_FOUND));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) Json.parse(json, 10);
    }
}
