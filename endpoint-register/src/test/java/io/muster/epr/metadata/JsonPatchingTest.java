package io.muster.epr.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import org.junit.jupiter.api.Test;

class JsonPatchingTest {

    private static final MetadataRules RULES = new MetadataRules(MetadataLimits.DEFAULT);

    private static ObjectNode patched(String metadata, String operations) {
        return new MetadataChange.Patch((ArrayNode) Json.parse(operations, Json.MAX_DEPTH))
                .applyTo((ObjectNode) Json.parse(metadata, Json.MAX_DEPTH), RULES);
    }

    private static void assertRefused(String metadata, String operations, String named) {
        assertThatThrownBy(() -> patched(metadata, operations))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(named);
    }

    @Test
    void leavesWhatItWasGivenAsItIs() {
        ObjectNode before = (ObjectNode) Json.parse("{\"a\":{\"b\":[1]}}", Json.MAX_DEPTH);
        ArrayNode operations = (ArrayNode) Json.parse(
                "[{\"op\":\"add\",\"path\":\"/c\",\"value\":{}},{\"op\":\"add\",\"path\":\"/c/d\",\"value\":1},"
                        + "{\"op\":\"move\",\"from\":\"/a/b/0\",\"path\":\"/e\"}]",
                Json.MAX_DEPTH);
        MetadataChange patch = new MetadataChange.Patch(operations);
        ObjectNode once = patch.applyTo(before, RULES);
        assertThat(once.toString()).isEqualTo("{\"a\":{\"b\":[]},\"c\":{\"d\":1},\"e\":1}");
        assertThat(before.toString()).isEqualTo("{\"a\":{\"b\":[1]}}");
        assertThat(patch.applyTo(before, RULES)).isEqualTo(once);
    }

    @Test
    void aPatchThatDoublesTheDocumentAgainAndAgainIsStopped() {
        StringBuilder operations = new StringBuilder("[");
        for (int i = 0; i < 100; i++) {
            operations.append(i == 0 ? "" : ",").append("{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/-\"}");
        }
        assertRefused("{\"a\":[\"0123456789\"]}", operations + "]", "262144");
    }

    @Test
    void aPatchThatNestsDeeperAndDeeperIsStopped() {
        StringBuilder operations = new StringBuilder("[");
        for (int i = 0; i < 40; i++) {
            operations.append(i == 0 ? "" : ",").append("{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/b\"}");
        }
        assertRefused("{\"a\":{}}", operations + "]", "32 levels");
    }

    @Test
    void refusesWhatCannotBeApplied() {
        assertRefused("{\"a\":{}}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b\"}]", "operation 0");
        assertRefused("{}", "[{\"op\":\"add\",\"path\":\"/x/y\",\"value\":1}]", "operation 0");
        assertRefused("{\"a\":[]}", "[{\"op\":\"add\",\"path\":\"/a/5\",\"value\":1}]", "operation 0");
        assertRefused("{\"a\":[]}", "[{\"op\":\"remove\",\"path\":\"/a/-\"}]", "operation 0");
        assertRefused("{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"/b\",\"value\":1}]", "nothing at");
        assertRefused("{\"a\":1}", "[{\"op\":\"remove\",\"path\":\"\"}]", "");
        assertRefused("{}", "[{\"op\":\"copy\",\"path\":\"/b\"}]", "\"from\"");
    }
}
