package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.cm.credential.Verdict;
import io.muster.cm.secret.HashKey;
import io.muster.cm.secret.HashKeyGuard;
import io.muster.cm.token.Token;
import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.Elce;
import io.muster.platform.nats.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenStatusTransitionRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenStatusTransitionResponse;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationResponse;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.UnregisteredEvent;

/** Tokens over NATS, on two replicas. */
class TokenEcapTest {
    static Installation installation;
    static Installation.Replica one;
    static Installation.Replica two;
    static Heard<EndpointTokenRevokedEvent> revoked;
    static long lastTimestamp;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation();
        one = installation.start();
        two = installation.start();
        revoked = new Heard<>(installation.bus, Ecap.TOKEN_REVOKED, installation.name);
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    static EndpointTokenValidationResponse ask(String token) {
        return Ask.token(installation.bus, installation.name, "kettle", token);
    }

    /** Asks exactly this replica. */
    static int status(Installation.Replica replica, String token) {
        return switch (replica.cm.tokens().validate("kettle", token)) {
            case Verdict.Accepted<Token> accepted -> 200;
            case Verdict.Denied<Token> denied -> 403;
            case Verdict.Unknown<Token> unknown -> 404;
        };
    }

    static List<EndpointTokenRevokedEvent> revocationsOf(String endpoint) {
        return revoked.events.stream()
                .filter(event -> event.getEndpointId().equals(endpoint))
                .toList();
    }

    static int transition(String token, String status) {
        EndpointTokenStatusTransitionResponse answer = Ask.ask(
                installation.bus,
                installation.name,
                Ecap.TOKEN_STATUS_TRANSITION_REQUEST,
                Ecap.TOKEN_STATUS_TRANSITION_RESPONSE,
                new EndpointTokenStatusTransitionRequest(
                        "trace-2", System.currentTimeMillis(), 0L, "kettle", token, status));
        return answer.getStatusCode();
    }

    @Test
    void everyStatusCode() {
        String id = one.rest.addToken("codes", "kettle", "codes").member("endpointTokenId");
        EndpointTokenValidationResponse first = ask("codes");
        assertThat(first.getStatusCode()).isEqualTo(200);
        assertThat(first.getTokenId()).contains(id);
        assertThat(first.getEndpointId()).contains("codes");
        assertThat(first.getCorrelationId()).isEqualTo("trace-1");
        assertThat(one.rest.get("/endpoints/codes/tokens/" + id).member("status"))
                .isEqualTo("Active");

        EndpointTokenValidationResponse unknown = ask("nobody knows");
        assertThat(unknown.getStatusCode()).isEqualTo(404);
        assertThat(unknown.getTokenId()).isEmpty();
        assertThat(unknown.getReasonPhrase()).isPresent();
        assertThat(Ask.token(installation.bus, installation.name, "toaster", "codes")
                        .getStatusCode())
                .isEqualTo(404);
        assertThat(ask("a/b").getStatusCode()).isEqualTo(400);
        assertThat(ask("").getStatusCode()).isEqualTo(400);
        assertThat(Ask.token(installation.bus, installation.name, "No Name", "codes")
                        .getStatusCode())
                .isEqualTo(400);

        one.rest.setStatus("codes", id, "Suspended");
        EndpointTokenValidationResponse denied = ask("codes");
        assertThat(denied.getStatusCode()).isEqualTo(403);
        assertThat(denied.getTokenId()).contains(id);
        assertThat(denied.getReasonPhrase().orElse("")).contains("suspended");
    }

    @Test
    void aTokenCanBeUsedAsSoonAsItWasProvisionedAlthoughItWasUnknownBefore() {
        assertThat(one.cm.provision("soon", "kettle", Optional.empty()).token().endpointId())
                .isEqualTo("soon");
        ask("soon-token");
        one.rest.addToken("soon", "kettle", "soon-token");
        Eventually.holds("known", () -> ask("soon-token").getStatusCode() == 200);
    }

    @Test
    void validityWindowsAreKept() {
        one.rest.post(
                "/endpoints/window/tokens",
                "{\"applicationName\":\"kettle\",\"token\":\"early\",\"notBefore\":\"%s\"}"
                        .formatted(Instant.now().plusSeconds(3600)));
        assertThat(ask("early").getStatusCode()).isEqualTo(403);
        Rest.Answer late = one.rest.post(
                "/endpoints/window/tokens",
                "{\"applicationName\":\"kettle\",\"token\":\"late\",\"notAfter\":\"%s\"}"
                        .formatted(Instant.now().plusSeconds(2)));
        assertThat(ask("late").getStatusCode()).isEqualTo(200);
        Eventually.holds("expired", () -> ask("late").getStatusCode() == 403);
        Eventually.holds("announced", () -> revocationsOf("window").size() == 1);
        assertThat(revocationsOf("window").getFirst().getTokenIds()).containsExactly(late.member("endpointTokenId"));
    }

    @Test
    void theFirstUseIsStoredExactlyOnceOverReplicas() {
        for (int round = 0; round < 20; round++) {
            String token = "first-" + round;
            String id = one.rest.addToken("first", "kettle", token).member("endpointTokenId");
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<CompletableFuture<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    answers.add(CompletableFuture.supplyAsync(() -> ask(token).getStatusCode(), threads));
                }
                answers.forEach(answer -> assertThat(answer.join()).isEqualTo(200));
            }
            Rest.Answer used = two.rest.get("/endpoints/first/tokens/" + id);
            assertThat(used.member("status")).isEqualTo("Active");
            assertThat(used.header("ETag")).isEqualTo("\"2\"");
        }
    }

    @Test
    void aRevocationIsAnnouncedBeforeTheAnswerAndBitesOnBothReplicas() {
        for (int round = 0; round < 20; round++) {
            String endpoint = "bite-" + round;
            String id = one.rest.addToken(endpoint, "kettle", endpoint).member("endpointTokenId");
            for (int i = 0; i < 8; i++) {
                assertThat(ask(endpoint).getStatusCode()).isEqualTo(200);
            }
            assertThat(one.rest
                            .setStatus(endpoint, id, round % 2 == 0 ? "Suspended" : "Revoked")
                            .status())
                    .isEqualTo(200);
            assertThat(status(one, endpoint)).isEqualTo(403);
            Eventually.holds("the other replica heard", () -> status(two, endpoint) == 403);
            Eventually.holds("event", () -> revocationsOf(endpoint).size() == 1);
            EndpointTokenRevokedEvent event = revocationsOf(endpoint).getFirst();
            assertThat(event.getTokenIds()).containsExactly(id);
            assertThat(event.getAppName()).isEqualTo("kettle");
            assertThat(event.getTimeout()).isZero();
        }
    }

    @Test
    void onlyTheEndOfAUsableTokenIsAnnounced() {
        String id = one.rest.addToken("quiet", "kettle", "quiet").member("endpointTokenId");
        one.rest.setStatus("quiet", id, "Suspended");
        one.rest.setStatus("quiet", id, "Suspended");
        one.rest.setStatus("quiet", id, "Active");
        assertThat(ask("quiet").getStatusCode()).isEqualTo(200);
        one.rest.setStatus("quiet", id, "Suspended");
        one.rest.setStatus("quiet", id, "Revoked");
        one.rest.delete("/endpoints/quiet/tokens/" + id);
        String other = one.rest.addToken("quiet", "kettle", "other").member("endpointTokenId");
        one.rest.delete("/endpoints/quiet/tokens/" + other);
        Eventually.holds("the last one", () -> revocationsOf("quiet").size() == 3);
        assertThat(revocationsOf("quiet").stream()
                        .map(event -> event.getTokenIds().getFirst()))
                .containsExactly(id, id, other);
    }

    @Test
    void statusTransitionsOverNats() {
        one.rest.addToken("nats", "kettle", "nats");
        assertThat(transition("nats", "Active")).isEqualTo(409);
        assertThat(transition("nats", "Suspended")).isEqualTo(200);
        assertThat(transition("nats", "Active")).isEqualTo(200);
        assertThat(transition("nats", "Asleep")).isEqualTo(400);
        assertThat(transition("unheard of", "Active")).isEqualTo(404);
        assertThat(transition("nats", "Revoked")).isEqualTo(200);
        assertThat(ask("nats").getStatusCode()).isEqualTo(403);
    }

    @Test
    void rotationOverlapsAndThenEndsTheOldToken() {
        String id = one.rest.addToken("turn", "kettle", "turn-old").member("endpointTokenId");
        assertThat(ask("turn-old").getStatusCode()).isEqualTo(200);
        Rest.Answer fresh = one.rest.post(
                "/endpoints/turn/tokens/" + id + "/rotate",
                "{\"previousNotAfter\":\"%s\"}".formatted(Instant.now().plusSeconds(2)));
        assertThat(fresh.status()).isEqualTo(201);
        assertThat(ask(fresh.member("token")).getStatusCode()).isEqualTo(200);
        Eventually.holds("old ends", () -> ask("turn-old").getStatusCode() == 403);
        Eventually.holds("announced", () -> revocationsOf("turn").size() == 1);

        String now = fresh.member("endpointTokenId");
        Rest.Answer atOnce = one.rest.post("/endpoints/turn/tokens/" + now + "/rotate", "");
        assertThat(atOnce.status()).isEqualTo(201);
        assertThat(ask(fresh.member("token")).getStatusCode()).isEqualTo(403);
        assertThat(one.rest
                        .post("/endpoints/turn/tokens/" + now + "/rotate", "")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void unregisteringAnEndpointDeletesItsTokensButNotThoseOfItsSuccessor() throws Exception {
        String active = one.rest.addToken("gone", "kettle", "gone-1").member("endpointTokenId");
        String suspended = one.rest.addToken("gone", "kettle", "gone-2").member("endpointTokenId");
        one.rest.addToken("gone", "lamp", "gone-3");
        ask("gone-1");
        one.rest.setStatus("gone", suspended, "Suspended");
        long before = revocationsOf("gone").size();
        Event unregistered = unregistered("gone", System.currentTimeMillis());
        Eventually.holds("a later millisecond", () -> System.currentTimeMillis() > lastTimestamp + 1);
        one.rest.addToken("gone", "kettle", "successor");
        installation.stream.publish(List.of(unregistered));
        installation.stream.publish(List.of(new Event(
                unregistered.subject(),
                unregistered.about(),
                unregistered.payload(),
                UUID.randomUUID().toString())));
        Eventually.holds(
                "deleted",
                () -> one.rest
                                .get("/endpoints/gone/tokens")
                                .body()
                                .path("totalElements")
                                .asInt()
                        == 1);
        Eventually.holds("announced", () -> revocationsOf("gone").size() == before + 2);
        assertThat(revocationsOf("gone").stream().flatMap(event -> event.getTokenIds().stream()))
                .contains(active);
        assertThat(revocationsOf("gone").getLast().getCorrelationId()).isEqualTo("trace-3");
        assertThat(ask("gone-1").getStatusCode()).isEqualTo(404);
        assertThat(ask("successor").getStatusCode()).isEqualTo(200);
        assertThat(one.rest.addToken("again", "kettle", "gone-1").status()).isEqualTo(201);
    }

    private static Event unregistered(String endpoint, long timestamp) {
        lastTimestamp = timestamp;
        UnregisteredEvent event = new UnregisteredEvent("trace-3", timestamp, 0L, "kettle_v1", endpoint, "epr-1");
        return new Event(
                Elce.UNREGISTERED.from(installation.register),
                endpoint,
                Elce.UNREGISTERED.codec().encode(event),
                UUID.randomUUID().toString());
    }

    @Test
    void anotherHashKeyIsRefusedAndARestartKeepsEverything() throws Exception {
        try (Installation own = new Installation()) {
            Installation.Replica first = own.start();
            String id = first.rest.addToken("kept", "kettle", "kept").member("endpointTokenId");
            Ask.token(own.bus, own.name, "kettle", "kept");
            first.close();
            assertThatThrownBy(() -> own.start(HashKey.of("quite another key")))
                    .isInstanceOf(HashKeyGuard.WrongKey.class)
                    .hasMessageContaining("kaa.cm.token-hash-key");
            Installation.Replica again = own.start();
            assertThat(Ask.token(own.bus, own.name, "kettle", "kept").getTokenId())
                    .contains(id);
            assertThat(again.rest.get("/endpoints/kept/tokens/" + id).member("status"))
                    .isEqualTo("Active");
        }
    }
}
