package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.program.Node;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Node.js client on MQTT.js: subscribes to {@code {topic}/+} around every publish, takes an empty answer as null, and
 * unsubscribes what it never subscribed.
 */
@ExtendWith(SharedPlatform.class)
final class NodeClientTest {
    private final Platform platform;
    private final Management management;

    NodeClientTest(Platform platform) {
        this.platform = platform;
        this.management = platform.management();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void everyCallGetsItsCallback(int protocolVersion) {
        Registered endpoint = management.register("{\"city\":\"Lviv\"}");
        ObjectNode input = input(endpoint, protocolVersion);
        input.putArray("steps")
                .add(step("epmx", "get/keys/42", ""))
                .add(step("epmx", "get/7", ""))
                .add(step("epmx", "update/keys/8", "{\"name\":\"node\"}"))
                .add(step("epmx", "update/9", "{}"))
                .add(step("epmx", "delete/keys/10", "[\"bad key\"]"))
                .add(step("epmx", "delete/keys/11", "[\"name\"]"))
                .add(step("epmx", "update/keys", "{}"));

        List<JsonNode> results = run(input);

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

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void samplesAndConfigurationsArePublishedBeforeTheirSubscription(int protocolVersion) {
        Registered endpoint = management.register("{}");
        ObjectNode input = input(endpoint, protocolVersion);
        input.putArray("steps")
                .add(publishedFirst("dcx", "json/1", "{\"temperature\":21}"))
                .add(publishedFirst("dcx", "json/2", "[{\"temperature\":21}]"))
                .add(publishedFirst("dcx", "plain/temperature/3", "21.5"))
                .add(publishedFirst("dcx", "plain/temperature/4", "warm"))
                .add(publishedFirst("cmx", "config/json/5", "{\"observe\":true}"))
                .add(publishedFirst("cmx", "config/json", "{}"));

        List<JsonNode> results = run(input);

        assertThat(results)
                .extracting(result -> result.path("outcome").asText())
                .containsExactly("/status", "/status", "/status", "/error", "/status", "/status", "ended");
        assertThat(payload(results, 3))
                .isEqualTo(Tree.of("{\"statusCode\":400,\"reasonPhrase\":\"It takes a number\"}"));
        assertThat(payload(results, 4)).isEqualTo(Tree.of(Neighbours.CONFIGURATION));
        assertThat(payload(results, 5)).isEqualTo(Tree.of(Neighbours.CONFIGURATION));
    }

    private ObjectNode input(Registered endpoint, int protocolVersion) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("url", "mqtt://127.0.0.1:" + platform.muster().mqttPort())
                .put("protocolVersion", protocolVersion)
                .put("version", Management.V1)
                .put("token", endpoint.token());
    }

    private static List<JsonNode> run(ObjectNode input) {
        return Node.run("client.js", input.toString()).stream().map(Tree::of).toList();
    }

    private static ObjectNode publishedFirst(String extension, String resource, String payload) {
        return step(extension, resource, payload).put("order", "publish-first");
    }

    private static ObjectNode step(String extension, String resource, String payload) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("extension", extension)
                .put("resource", resource)
                .put("payload", payload);
    }

    private static JsonNode payload(List<JsonNode> results, int index) {
        return results.get(index).path("payload");
    }
}
