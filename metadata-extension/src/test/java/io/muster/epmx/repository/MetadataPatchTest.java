package io.muster.epmx.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.contract.name.MetadataKey;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MetadataPatchTest {

    @Test
    void aDeletionWorksForMissingKeysToo() {
        assertThat(MetadataPatch.delete(Set.of(MetadataKey.of("a"))).toString())
                .isEqualTo("[{\"op\":\"add\",\"path\":\"/a\",\"value\":null},{\"op\":\"remove\",\"path\":\"/a\"}]");
    }

    @Test
    void aDifferenceLeavesOutWhatStays() {
        ObjectNode before = (ObjectNode) Json.parse("{\"same\":1,\"gone\":2,\"other\":3}", 5);
        ObjectNode after = (ObjectNode) Json.parse("{\"same\":1,\"other\":null,\"new\":{}}", 5);
        assertThat(MetadataPatch.between(before, after).toString())
                .isEqualTo("[{\"op\":\"remove\",\"path\":\"/gone\"},"
                        + "{\"op\":\"add\",\"path\":\"/other\",\"value\":null},"
                        + "{\"op\":\"add\",\"path\":\"/new\",\"value\":{}}]");
    }
}
