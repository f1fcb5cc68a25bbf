package io.muster.epmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.contract.avro.Esp;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.error.Refusal;
import io.muster.contract.kp.KpError;
import io.muster.embedded.TestStack;
import io.muster.epmx.repository.InMemoryRepository;
import io.muster.epmx.whitelist.WhiteList;
import io.muster.platform.health.Health;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.NatsSettings;
import io.muster.platform.security.ShownKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.esp.gen.v1.ClientData;
import org.kaaproject.ipc.esp.gen.v1.ExtensionData;

/** The extension as a communication service meets it: 4/ESP over a real nats-server. */
final class MetadataExtensionTest {

    private static final int HELD = 200;

    private static final Map<String, WhiteList> LISTS =
            Map.of("open-v1", WhiteList.open(), "listed-v1", WhiteList.of(Map.of("a", true)));

    private final String run = "t" + Long.toString(System.nanoTime(), 36);
    private final InMemoryRepository repository = new InMemoryRepository().with("e", "{\"a\":1,\"b\":2}");
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final BlockingQueue<ExtensionData> answers = new LinkedBlockingQueue<>();
    private final String replyTo = "kaa.v1.replica." + run + ".esp.ExtensionData";
    private final MetadataExtensionSettings settings = new MetadataExtensionSettings(
            "epmx-" + run,
            "kpc-" + run,
            MetadataExtensionSettings.Register.REST,
            MetadataExtensionSettings.DEFAULT.registerUrl(),
            ShownKey.NONE,
            "epr",
            Duration.ofSeconds(5),
            HELD);
    private Bus bus;
    private MetadataExtension extension;

    @BeforeEach
    void start() throws Exception {
        bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), "epmx-test");
        extension = new MetadataExtension(
                settings,
                bus,
                repository,
                version -> Optional.ofNullable(LISTS.get(version)),
                metrics,
                Clock.systemUTC());
        extension.start();
        bus.subscribe(replyTo, message -> answers.add(decoded(message.getData())));
        bus.subscribe(Esp.EXTENSION_DATA.toService("kpc-" + run), message -> answers.add(decoded(message.getData())));
        bus.flush(Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        extension.close();
        bus.close();
    }

    @Test
    void aRequestIsAnsweredWithItsOwnMarks() throws Exception {
        send(request("/get", 7, ""), replyTo);
        ExtensionData answer = next();
        assertThat(answer.getCorrelationId()).isEqualTo("corr");
        assertThat(answer.getExtensionInstanceName()).contains("epmx-" + run);
        assertThat(answer.getAppVersionName()).contains("open-v1");
        assertThat(answer.getEndpointId()).contains("e");
        assertThat(answer.getResourcePath()).isEqualTo("/get");
        assertThat(answer.getRequestId()).contains(7);
        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(answer.getReasonPhrase()).isEmpty();
        assertThat(text(answer)).isEqualTo("{\"a\":1,\"b\":2}");
    }

    @Test
    void changesAreAnsweredWithoutContent() throws Exception {
        send(request("/update/keys", 0, "{\"c\":3}"), replyTo);
        ExtensionData answer = next();
        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(answer.getRequestId()).contains(0);
        assertThat(text(answer)).isEmpty();
        assertThat(repository.json("e")).isEqualTo("{\"a\":1,\"b\":2,\"c\":3}");
    }

    @Test
    void bothLayoutsOfClientDataAreUnderstood() throws Exception {
        bus.publish(subject(), replyTo, Esp.CLIENT_DATA.codec().encode(request("/get/keys", 1, "")));
        assertThat(text(next())).isEqualTo("[\"a\",\"b\"]");
        bus.publish(subject(), replyTo, Esp.CLIENT_DATA_NEWEST.codec().encode(request("/get/keys", 2, "")));
        assertThat(text(next())).isEqualTo("[\"a\",\"b\"]");
    }

    @Test
    void withoutReplyToTheCommunicationInstanceIsAnswered() throws Exception {
        bus.publish(subject(), Esp.CLIENT_DATA.codec().encode(request("/get/keys", 1, "")));
        assertThat(text(next())).isEqualTo("[\"a\",\"b\"]");
    }

    @Test
    void successIsSilentWithoutRequestIdAndFailureIsNot() throws Exception {
        send(request("/update/keys", null, "{\"c\":3}"), replyTo);
        send(request("/update/keys", null, "{}"), replyTo);
        ExtensionData answer = next();
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(answer.getRequestId()).isEmpty();
        assertThat(repository.json("e")).isEqualTo("{\"a\":1,\"b\":2,\"c\":3}");
        assertThat(answers).isEmpty();
    }

    @Test
    void failuresCarryTheErrorOfTheDeviceProtocol() throws Exception {
        ClientData request = ClientData.newBuilder(request("/update/keys", 1, "{\"b\":1}"))
                .setAppVersionName("listed-v1")
                .build();
        send(request, replyTo);
        ExtensionData answer = next();
        assertThat(answer.getStatusCode()).isEqualTo(403);
        assertThat(answer.getReasonPhrase()).contains("Access to metadata keys [b] is forbidden");
        assertThat(KpError.decode(bytes(answer)))
                .isEqualTo(new KpError(403, "Access to metadata keys [b] is forbidden"));
    }

    @Test
    void eachKindOfMistakeHasItsStatus() throws Exception {
        assertThat(status(request("/nowhere", 1, ""))).isEqualTo(404);
        assertThat(status(request("/get/", 1, ""))).isEqualTo(404);
        assertThat(status(request("/get", 1, "no JSON"))).isEqualTo(400);
        assertThat(status(ClientData.newBuilder(request("/get", 1, ""))
                        .setEndpointId(null)
                        .build()))
                .isEqualTo(400);
        assertThat(status(ClientData.newBuilder(request("/get", 1, ""))
                        .setEndpointId("un/known")
                        .build()))
                .isEqualTo(400);
        assertThat(status(ClientData.newBuilder(request("/get", 1, ""))
                        .setEndpointId("unknown")
                        .build()))
                .isEqualTo(404);
        assertThat(status(ClientData.newBuilder(request("/get", 1, ""))
                        .setAppVersionName("unknown-v1")
                        .build()))
                .isEqualTo(404);
    }

    @Test
    void troublesOfTheRegisterShowInHealthUntilItAnswersAgain() throws Exception {
        repository.refuse(Refusal.unavailable("away", Duration.ofSeconds(1)));
        assertThat(status(request("/get", 1, ""))).isEqualTo(503);
        assertThat(extension.health().state()).isEqualTo(Health.State.DEGRADED);
        repository.refuse(Refusal.malformed("answers again"));
        assertThat(status(request("/get", 2, ""))).isEqualTo(400);
        assertThat(extension.health().state()).isEqualTo(Health.State.UP);
    }

    @Test
    void garbageAndExpiredMessagesAreDroppedAndCounted() throws Exception {
        bus.publish(subject(), replyTo, new byte[] {1, 2, 3});
        send(
                ClientData.newBuilder(request("/get", 1, ""))
                        .setTimestamp(System.currentTimeMillis() - 60_000)
                        .setTimeout(10_000)
                        .build(),
                replyTo);
        send(request("/get", 2, ""), replyTo);
        assertThat(next().getRequestId()).contains(2);
        assertThat(dropped("malformed")).isEqualTo(1);
        assertThat(dropped("expired")).isEqualTo(1);
        assertThat(metrics.get("muster.epmx.messages")
                        .tag("status", "200")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void anEndpointThatSendsMoreThanCanBeHeldIsTold() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        repository.beforeNextReplace(() -> awaitIt(free));
        send(request("/update", 0, "{\"n\":0}"), replyTo);
        for (int i = 1; i < HELD; i++) {
            send(request("/update/keys", i, "{\"n\":" + i + "}"), replyTo);
        }
        send(request("/update/keys", null, "{\"n\":-1}"), replyTo);
        ExtensionData refused = next();
        assertThat(refused.getStatusCode()).isEqualTo(429);
        assertThat(KpError.decode(bytes(refused)).statusCode()).isEqualTo(429);
        free.countDown();
        for (int i = 0; i < HELD; i++) {
            assertThat(next().getRequestId()).contains(i);
        }
        assertThat(repository.json("e")).contains("\"n\":" + (HELD - 1));
    }

    private static void awaitIt(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void messagesOfAnEndpointAreHandledInTheirOrder() throws Exception {
        int count = HELD;
        for (int i = 0; i < count; i++) {
            send(request("/update/keys", i, "{\"n\":" + i + "}"), replyTo);
        }
        List<Integer> order = new java.util.ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(next().getRequestId().orElseThrow());
        }
        assertThat(order).isEqualTo(IntStream.range(0, count).boxed().toList());
        assertThat(repository.json("e")).contains("\"n\":" + (count - 1));
    }

    @Test
    void anAnswerThatDoesNotFitIsReplacedByAnError() throws Exception {
        String large = "x".repeat((int) bus.maxPayload());
        repository.with("e", "{\"a\":\"" + large + "\"}");
        send(request("/get", 1, ""), replyTo);
        ExtensionData answer = next();
        assertThat(answer.getStatusCode()).isEqualTo(413);
        assertThat(answer.getReasonPhrase().orElseThrow()).contains("at most " + bus.maxPayload());
    }

    private int status(ClientData request) throws InterruptedException {
        send(request, replyTo);
        return next().getStatusCode();
    }

    private double dropped(String reason) {
        return metrics.get("muster.nats.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private void send(ClientData request, String answerTo) {
        bus.publish(subject(), answerTo, Esp.CLIENT_DATA.codec().encode(request));
    }

    private String subject() {
        return Esp.CLIENT_DATA.toService("epmx-" + run);
    }

    private static ClientData request(String path, @Nullable Integer requestId, String payload) {
        return ClientData.newBuilder()
                .setCorrelationId("corr")
                .setTimestamp(System.currentTimeMillis())
                .setTimeout(0)
                .setAppVersionName("open-v1")
                .setEndpointId("e")
                .setResourcePath(path)
                .setRequestId(requestId)
                .setPayload(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private ExtensionData next() throws InterruptedException {
        ExtensionData answer = answers.poll(10, TimeUnit.SECONDS);
        assertThat(answer).as("an answer within 10 s").isNotNull();
        return answer;
    }

    private static ExtensionData decoded(byte[] bytes) {
        try {
            return Esp.EXTENSION_DATA.codec().decode(bytes);
        } catch (MalformedMessage e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(ExtensionData answer) {
        ByteBuffer payload = answer.getPayload().orElseThrow();
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return bytes;
    }

    private static String text(ExtensionData answer) {
        return new String(bytes(answer), StandardCharsets.UTF_8);
    }
}
