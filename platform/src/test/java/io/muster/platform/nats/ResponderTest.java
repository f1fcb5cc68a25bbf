package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.contract.avro.Ecap;
import io.muster.embedded.TestStack;
import io.nats.client.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationResponse;

/** Requests whose answer is at hand, beside others that take their time. */
final class ResponderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int IN_WORK = 2;
    private static final String SLOW = "slow";

    private final String instance = "responder" + System.nanoTime();
    private final CountDownLatch slowMayEnd = new CountDownLatch(1);
    private Bus bus;
    private Bus client;
    private Responder responder;

    @BeforeEach
    void start() throws Exception {
        bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), "responder");
        client = Bus.connect(NatsSettings.of(TestStack.nats().url()), "client");
        responder = new Responder(bus, new SimpleMeterRegistry(), Clock.systemUTC(), IN_WORK);
        responder.answer(
                Ecap.TOKEN_REQUEST,
                Ecap.TOKEN_RESPONSE,
                instance,
                request -> request.getToken().startsWith(SLOW) ? Optional.empty() : Optional.of(answer(request)),
                this::slowly);
        bus.flush(PATIENCE);
    }

    @AfterEach
    void stop() {
        slowMayEnd.countDown();
        responder.close();
        client.close();
        bus.close();
    }

    @Test
    void everyRequestOfAFloodIsAnswered() throws Exception {
        slowMayEnd.countDown();
        List<CompletableFuture<Message>> answers = new ArrayList<>();
        for (int number = 0; number < 5_000; number++) {
            answers.add(ask(number % 10 == 0 ? SLOW + number : "token" + number));
        }

        for (int number = 0; number < answers.size(); number++) {
            assertThat(tokenOf(answers.get(number))).isEqualTo(number % 10 == 0 ? SLOW + number : "token" + number);
        }
    }

    @Test
    void aSingleRequestNeedsNoOtherOneToBeAnswered() throws Exception {
        for (int number = 0; number < 2_000; number++) {
            assertThat(tokenOf(ask("token" + number))).isEqualTo("token" + number);
        }
    }

    @Test
    void whatIsAtHandDoesNotWaitForRoomThatOthersNeed() throws Exception {
        List<CompletableFuture<Message>> slow = new ArrayList<>();
        List<CompletableFuture<Message>> quick = new ArrayList<>();
        for (int number = 0; number < IN_WORK; number++) {
            slow.add(ask(SLOW + number));
        }
        for (int number = 0; number < 10; number++) {
            quick.add(ask("token" + number));
        }
        slow.add(ask(SLOW + "-without-room"));

        for (CompletableFuture<Message> answer : quick) {
            assertThat(tokenOf(answer)).startsWith("token");
        }
        assertThat(slow).noneMatch(CompletableFuture::isDone);
        slowMayEnd.countDown();
        for (CompletableFuture<Message> answer : slow) {
            assertThat(tokenOf(answer)).startsWith(SLOW);
        }
    }

    private CompletableFuture<Message> ask(String token) {
        byte[] request = Ecap.TOKEN_REQUEST
                .codec()
                .encode(new EndpointTokenValidationRequest("id", System.currentTimeMillis(), 0L, "application", token));
        return client.request(Ecap.TOKEN_REQUEST.toService(instance), request, PATIENCE);
    }

    private static String tokenOf(CompletableFuture<Message> answer) throws Exception {
        byte[] payload = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getData();
        return Ecap.TOKEN_RESPONSE.codec().decode(payload).getTokenId().orElseThrow();
    }

    private EndpointTokenValidationResponse slowly(EndpointTokenValidationRequest request) {
        try {
            assertThat(slowMayEnd.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answer(request);
    }

    private static EndpointTokenValidationResponse answer(EndpointTokenValidationRequest request) {
        return new EndpointTokenValidationResponse(
                request.getCorrelationId(), 0L, 0L, request.getToken(), "endpoint", 200, null);
    }
}
