package io.muster.acceptance.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.client.Wiretap;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A life with every kind of secret, at the finest logging, and then a look for the secrets in all that came out: the log
 * of all services, the figures, the answers, everything on NATS, and every file of the data directory.
 */
final class SecretsTest {
    private static final String TOKEN = "tok3n-Vn8qZ2";
    private static final String UNKNOWN_TOKEN = "tok3n-Hj5tR9";
    private static final String PASSWORD = "pa55word-Kw4xJ7";
    private static final String OTHER_PASSWORD = "pa55word-Qm1yT9";
    private static final String GUESS = "pa55word-Zz3bN6";
    private static final String HASH_KEY = "hash-key-Lp6vC3dF8s";
    private static final List<String> SECRETS =
            List.of(TOKEN, UNKNOWN_TOKEN, PASSWORD, OTHER_PASSWORD, GUESS, HASH_KEY);

    private static final String CREDENTIALS = "/cm/api/v1/clients/credentials";
    private static final String TOKENS = "/cm/api/v1/endpoints/ep/tokens";

    private final Map<String, String> shown = new TreeMap<>();

    @Test
    void noSecretComesOutAnywhere() throws IOException {
        RunningMuster muster = Setup.fresh()
                .with(Map.of(
                        "MUSTER_LOG_LEVEL", "trace",
                        "KAA_CM_CAP_ENABLED", "true",
                        "KAA_CM_TOKEN_HASH_KEY", HASH_KEY,
                        "KAA_KPC_TRANSPORTS_MQTT_TCP_BASIC_AUTH_REQUIRED", "true"))
                .start();
        try {
            Rest rest = new Rest(muster.http("/"));
            try (Wiretap tap = Wiretap.on(muster.natsUrl())) {
                live(muster, rest);
                Await.until(
                        Await.LONG,
                        () -> tap.heard().stream()
                                        .filter(message -> message.subject().endsWith(".revoked"))
                                        .count()
                                >= 6,
                        () -> "revocations are missing among " + tap.heard().size() + " messages");
                tap.heard().stream()
                        .filter(message -> !asksForAVerdict(message))
                        .forEach(message -> show("NATS " + message.subject(), message.text()));
                assertThat(tap.heard()).as("requests that hold secrets").anyMatch(SecretsTest::asksForAVerdict);
            }
            show("figures", rest.get("/metrics").expect(200).text());
            show("health", rest.get("/health").expect(200).text());
            muster.terminate();
            show("log", muster.printed());
            assertThat(muster.printed()).as("the finest log").contains("TRACE");
            stored(muster.setup().data());
            shown.forEach((where, text) -> assertThat(SECRETS.stream().filter(text::contains))
                    .as(where)
                    .isEmpty());
        } finally {
            muster.discard();
        }
    }

    /** 16/ECAP and 22/CAP carry what the client showed; that is what they are for. */
    private static boolean asksForAVerdict(Wiretap.Message message) {
        return message.subject().matches("kaa\\.v1\\.service\\.[^.]+\\.(ecap|cap)\\.[a-z-]+-request");
    }

    private void live(RunningMuster muster, Rest rest) {
        String body =
                "{\"appVersion\":{\"name\":\"demo_application_v1\"},\"endpointId\":\"ep\",\"endpointToken\":\"%s\"}"
                        .formatted(TOKEN);
        rest.post("/epr/api/v1/endpoints", body).expect(201);
        show(rest.post("/epr/api/v1/endpoints", body.replace("\"ep\"", "\"ep-2\"")));
        show(rest.post("/epr/api/v1/endpoints", body.replace(TOKEN, TOKEN + "/")));
        show(rest.post("/epr/api/v1/endpoints", body.replace("endpointToken", "endpointTokens")));
        show(rest.post(TOKENS, "{\"applicationName\":\"demo_application\",\"token\":\"" + TOKEN + "\"}"));
        show(rest.post(TOKENS, "{\"applicationName\":[\"" + TOKEN + "\"]}"));
        show(rest.post(TOKENS, "{\"applicationName\":\"demo_application\",\"token\":\"" + TOKEN));
        show(rest.post(
                "/cm/api/v1/tokens/bulk",
                "{\"endpointId\":\"ep\",\"applicationName\":\"demo_application\",\"token\":\"%s\"}".formatted(TOKEN),
                "Content-Type",
                "application/x-ndjson"));

        String user = rest.post(CREDENTIALS, credential(PASSWORD))
                .expect(201)
                .json()
                .path("credentialId")
                .asText();
        show(rest.post(CREDENTIALS, credential(PASSWORD)));
        show(rest.post(CREDENTIALS, "{\"username\":\"gw\",\"password\":{\"is\":\"" + PASSWORD + "\"}}"));
        show(rest.post(CREDENTIALS, "{\"username\":\"gw\",\"pass\":\"" + PASSWORD + "\""));

        device(muster, PASSWORD, TOKEN);
        device(muster, PASSWORD, UNKNOWN_TOKEN);
        assertThatThrownBy(() -> device(muster, GUESS, TOKEN)).isInstanceOf(Mqtt3ConnAckException.class);
        show(rest.post("/kp1/demo_application_v1/epmx/" + TOKEN + "/update/keys", "{\"city\":\"Lviv\"}"));
        show(rest.post("/kp1/demo_application_v1/epmx/" + TOKEN + "/update/keys", "{\"bad key\":"));
        show(rest.post("/kp1/demo_application_v1/epmx/" + UNKNOWN_TOKEN + "/get/keys", ""));
        show(rest.post("/kp1/no_such_version/epmx/" + TOKEN + "/get/keys", ""));

        show(rest.put(CREDENTIALS + "/" + user + "/password", "{\"password\":\"" + OTHER_PASSWORD + "\"}")
                .expect(200));
        device(muster, OTHER_PASSWORD, TOKEN);
        String token = rest.get(TOKENS).json().at("/content/0/endpointTokenId").asText();
        show(rest.get(TOKENS).expect(200));
        show(rest.get(CREDENTIALS).expect(200));
        rest.post(TOKENS + "/" + token + "/rotate", "{\"token\":\"" + UNKNOWN_TOKEN + "\"}")
                .expect(201);
        show(rest.delete(CREDENTIALS + "/" + user).expect(204));
        show(rest.get("/epr/api/v1/endpoints/ep").expect(200));
        show(rest.delete("/epr/api/v1/endpoints/ep").expect(204));
    }

    private static String credential(String password) {
        return "{\"username\":\"gw\",\"password\":\"%s\"}".formatted(password);
    }

    /** Connects, asks for something, and goes when it was answered, however. */
    private static void device(RunningMuster muster, String password, String token) {
        List<String> answers = new ArrayList<>();
        Mqtt3BlockingClient client = MqttClient.builder()
                .useMqttVersion3()
                .identifier("device-" + UUID.randomUUID())
                .serverHost("127.0.0.1")
                .serverPort(muster.mqttPort())
                .buildBlocking();
        try (Mqtt3BlockingClient.Mqtt3Publishes heard = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.connectWith()
                    .simpleAuth()
                    .username("gw")
                    .password(password.getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth()
                    .send();
            client.publishWith()
                    .topic("kp1/demo_application_v1/epmx/" + token + "/get/keys/1")
                    .send();
            Await.until(
                    Await.LONG,
                    () -> {
                        heard.receiveNow()
                                .ifPresent(message ->
                                        answers.add(message.getTopic().toString()));
                        return !answers.isEmpty();
                    },
                    () -> "no answer");
            client.disconnect();
        }
    }

    private void show(Rest.Answer answer) {
        show("answer " + shown.size(), answer.text() + answer.headers().map());
    }

    private void show(String where, String text) {
        shown.merge(where, text, String::concat);
    }

    private void stored(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                show("file " + data.relativize(file), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(shown.keySet()).anyMatch(where -> where.startsWith("file pg") || where.contains("postgres"));
    }
}
