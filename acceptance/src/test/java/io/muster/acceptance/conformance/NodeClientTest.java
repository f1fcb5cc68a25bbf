package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.Node;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The Node.js client on MQTT.js: subscribes to {@code {topic}/+} around every publish, takes an empty answer as null, and
 * unsubscribes what it never subscribed.
 */
@ExtendWith(SharedMuster.class)
final class NodeClientTest {

    @Test
    void everyCallGetsItsCallback(RunningMuster muster) {
        Management management = new Management(muster);
        Registered endpoint = management.register("{\"city\":\"Lviv\"}");
        ObjectNode input = JsonNodeFactory.instance
                .objectNode()
                .put("url", "mqtt://127.0.0.1:" + muster.mqttPort())
                .put("version", Management.V1)
                .put("token", endpoint.token());
        input.putArray("steps")
                .add(step("get/keys/42", ""))
                .add(step("get/7", ""))
                .add(step("update/keys/8", "{\"name\":\"node\"}"))
                .add(step("update/9", "{}"))
                .add(step("delete/keys/10", "[\"bad key\"]"))
                .add(step("delete/keys/11", "[\"name\"]").put("order", "publish-first"))
                .add(step("update/keys", "{}"));

        List<JsonNode> results =
                Node.run("client.js", input.toString()).stream().map(Tree::of).toList();

        assertThat(results)
                .extracting(result -> result.path("outcome").asText())
                .containsExactly("/status", "/status", "/status", "/error", "/error", "/status", "/error", "ended");
        assertThat(payload(results, 0)).isEqualTo(Tree.of("[\"city\"]"));
        assertThat(payload(results, 1)).isEqualTo(Tree.of("{\"city\":\"Lviv\"}"));
        assertThat(payload(results, 2).isNull()).isTrue();
        assertThat(payload(results, 3).path("statusCode").asInt()).isEqualTo(400);
        assertThat(payload(results, 4).path("reasonPhrase").asText()).isNotBlank();
        assertThat(payload(results, 5).isNull()).isTrue();
        assertThat(management.metadata(endpoint.endpointId())).isEqualTo(Tree.of("{\"city\":\"Lviv\"}"));
    }

    private static ObjectNode step(String resource, String payload) {
        return JsonNodeFactory.instance.objectNode().put("resource", resource).put("payload", payload);
    }

    private static JsonNode payload(List<JsonNode> results, int index) {
        return results.get(index).path("payload");
    }
}
