package io.muster.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Tree;
import io.muster.acceptance.mqtt.Connection;
import io.muster.acceptance.mqtt.Library;
import io.muster.acceptance.mqtt.Login;
import io.muster.acceptance.mqtt.Message;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.Node;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The nodes of Node-RED: one connection that each message uses for another token, and HTTP with a peculiar length. */
@ExtendWith(SharedPlatform.class)
final class NodeRedTest {
    private static final int ENDPOINTS = 30;

    private final Platform platform;
    private final Neighbours neighbours;
    private final Management management;

    NodeRedTest(Platform platform) {
        this.platform = platform;
        this.neighbours = platform.neighbours();
        this.management = platform.management();
    }

    @ParameterizedTest
    @EnumSource
    void oneConnectionCarriesTheMessagesOfManyTokens(Library library) {
        List<Registered> endpoints =
                IntStream.range(0, ENDPOINTS).mapToObj(each -> register()).toList();
        try (Connection flow = library.connect(Login.tcp(platform.muster()).comingBack())) {
            // The numbers are drawn from 0 to 999, so different tokens meet in the same one.
            for (Registered endpoint : endpoints) {
                flow.publish(topic(endpoint, "epmx", "update/keys/0"), "{\"room\":\"" + endpoint.token() + "\"}");
                flow.publish(topic(endpoint, "dcx", "json/999"), "[{\"t\":1}]");
            }
            for (Registered endpoint : endpoints) {
                flow.inbox().await(topic(endpoint, "epmx", "update/keys/0/status"));
                flow.inbox().await(topic(endpoint, "dcx", "json/999/status"));
                assertThat(management
                                .metadata(endpoint.endpointId())
                                .path("room")
                                .asText())
                        .isEqualTo(endpoint.token());
            }
            assertThat(flow.inbox().messages()).isEmpty();

            flow.publish(topic(endpoints.getFirst(), "epmx", "update/keys/5"), "[]");
            assertThat(flow.inbox()
                            .await("an error", message -> message.topic().endsWith("/error"))
                            .payload())
                    .contains("\"statusCode\":400");
        }
    }

    @ParameterizedTest
    @EnumSource
    void commandsReachTheFlowThatAskedForThem(Library library) {
        Registered first = register();
        Registered second = register();
        try (Connection flow = library.connect(Login.tcp(platform.muster()).comingBack())) {
            for (Registered endpoint : List.of(first, second)) {
                flow.publish(topic(endpoint, "cex", "command/light"), "{\"observe\":true}");
                neighbours.await("cex", endpoint.endpointId(), "/command/light");
            }
            neighbours.push("cex", second.endpointId(), "/command/light", "[{\"id\":4,\"payload\":\"on\"}]");
            Message command = flow.inbox().await("a command", NodeRedTest::isCommand);
            assertThat(command.topic()).isEqualTo(topic(second, "cex", "command/light/status"));
            flow.publish(topic(second, "cex", "result/light"), "[{\"id\":4,\"statusCode\":200}]");
            neighbours.await("cex", second.endpointId(), "/result/light");
            assertThat(flow.inbox().messages()).isEmpty();
        }
    }

    private static boolean isCommand(Message message) {
        String[] levels = message.topic().split("/");
        return levels[2].equals("cex") && levels[4].equals("command");
    }

    @ParameterizedTest
    @EnumSource
    void aFlowThatIsThrownOutComesBackByItself(Library library) {
        Registered endpoint = register();
        AtomicInteger requests = new AtomicInteger();
        try (EventLog events = EventLog.of(platform.muster().natsUrl());
                Device flow = Device.over(
                        library.connect(Login.tcp(platform.muster()).comingBack()),
                        Platform.NODE_RED,
                        endpoint.token())) {
            flow.ask("get", "").expectOk();
            management.moveToken(endpoint.endpointId(), "Suspended");
            events.await("disconnected", endpoint.endpointId());
            management.moveToken(endpoint.endpointId(), "Active");
            Await.until(
                    Await.LONG,
                    () -> {
                        flow.publish(flow.topic("get/" + (100 + requests.incrementAndGet())), "");
                        return flow.heard().stream()
                                .anyMatch(message -> message.topic().endsWith("/status"));
                    },
                    () -> "no answer, connected: " + flow.connected() + ", heard " + flow.heard());
        }
    }

    @Test
    void theHttpNodeCountsCharactersWhereBytesAreMeant() {
        Registered endpoint = register();

        assertThat(post(endpoint, "{\"city\":\"Lviv\"}")).isEqualTo(200);
        // Shorter than it is, hence cut off; and what is left over is no request either.
        assertThat(post(endpoint, "{\"city\":\"Львів\"}")).isEqualTo(400);
        assertThat(management.metadata(endpoint.endpointId())).isEqualTo(Tree.of("{\"city\":\"Lviv\"}"));
    }

    private int post(Registered endpoint, String payload) {
        JsonNode input = JsonNodeFactory.instance
                .objectNode()
                .put(
                        "url",
                        platform.muster()
                                .http("/" + topic(endpoint, "epmx", "update/keys"))
                                .toString())
                .put("payload", payload);
        return Integer.parseInt(Node.run("http-node.js", input.toString()).getFirst());
    }

    private Registered register() {
        return management.register(Platform.NODE_RED, "{}");
    }

    private static String topic(Registered endpoint, String extension, String resource) {
        return "kp1/" + Platform.NODE_RED + "/" + extension + "/" + endpoint.token() + "/" + resource;
    }
}
