package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.EprStack.Answer;
import io.muster.epr.metadata.MetadataRules;
import io.muster.epr.registration.Registration;
import io.muster.epr.registration.RegistrationRules;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is left behind when a registration ends in the middle. */
class RegistrationTest {

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    private static Registration registration() {
        return new Registration(
                epr.database,
                epr.writer(),
                epr.tokens,
                new RegistrationRules(
                        EprStack::applications, new MetadataRules(EndpointRegisterSettings.DEFAULT.metadata())));
    }

    private static long intents() {
        Row row = epr.database
                .query("SELECT count(*) FROM registration_intent")
                .iterator()
                .next();
        return row.getLong(0);
    }

    private static Answer register(String id, String token) throws Exception {
        return epr.call(
                "POST",
                "/endpoints",
                "{\"endpointId\":\"%s\",\"endpointToken\":\"%s\",\"appVersion\":{\"name\":\"kettle-v1\"}}"
                        .formatted(id, token));
    }

    @Test
    void aCrashBetweenTokenAndEndpointIsHealed() throws Exception {
        epr.database.update("INSERT INTO registration_intent (endpoint_id, attempt) VALUES ('orphan', 'killed')");
        epr.tokens.provision("orphan", "kettle", Optional.of(EndpointToken.of("O")));
        Answer blocked = register("orphan", "O");
        assertThat(blocked.status()).isEqualTo(409);
        assertThat(blocked.message()).contains("being registered");

        assertThat(registration().heal(Duration.ofMinutes(1))).isZero();
        assertThat(registration().heal(Duration.ZERO)).isEqualTo(1);
        assertThat(epr.tokens.has("orphan")).isFalse();
        assertThat(register("orphan", "O").status()).isEqualTo(201);
    }

    @Test
    void idsThatNoUrlCanHoldAreRefused() throws Exception {
        for (String id : List.of(".", "..")) {
            Answer answer = register(id, "dots");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.message()).contains("\"" + id + "\"", "URL");
        }
        assertThat(register("...", "dots").status()).isEqualTo(201);
        assertThat(epr.get("/endpoints/...").status()).isEqualTo(200);
    }

    @Test
    void healingWaitsForCredentialManagement() throws Exception {
        epr.database.update("INSERT INTO registration_intent (endpoint_id, attempt) VALUES ('later', 'killed')");
        epr.tokens.provision("later", "kettle", Optional.of(EndpointToken.of("L")));
        epr.tokens.setUnreachable(true);
        try {
            assertThat(registration().heal(Duration.ZERO)).isZero();
        } finally {
            epr.tokens.setUnreachable(false);
        }
        assertThat(registration().heal(Duration.ZERO)).isEqualTo(1);
        assertThat(epr.tokens.has("later")).isFalse();
    }

    @Test
    void aRegistrationThatWasGivenUpCannotSucceedAnyMore() throws Exception {
        Registration slow = new Registration(
                epr.database,
                epr.writer(),
                new StallingTokens(epr.tokens, () -> registration().heal(Duration.ZERO)),
                new RegistrationRules(
                        EprStack::applications, new MetadataRules(EndpointRegisterSettings.DEFAULT.metadata())));
        Registration.Wish wish = new Registration.Wish(
                Optional.of("slow"),
                Optional.of(EndpointToken.of("S")),
                "kettle-v1",
                JsonNodeFactory.instance.objectNode());
        assertThat(catchThrowable(() -> slow.register(wish))).hasMessageContaining("given up");
        assertThat(epr.store().find("slow")).isEmpty();
        assertThat(epr.tokens.has("slow")).isFalse();
        assertThat(intents()).isZero();
    }

    @Test
    void credentialManagementDownLeavesNoEndpoint() throws Exception {
        epr.tokens.setUnreachable(true);
        try {
            Answer answer = register("down", "D");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotEmpty();
        } finally {
            epr.tokens.setUnreachable(false);
        }
        assertThat(epr.get("/endpoints/down").status()).isEqualTo(404);
        registration().heal(Duration.ZERO);
        assertThat(register("down", "D").status()).isEqualTo(201);
    }

    @Test
    void oneOfManyRegistrationsOfAnIdWins() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String token = "race" + i;
            tasks.add(() -> register("race", token).status());
        }
        int won = 0;
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> result : workers.invokeAll(tasks)) {
                assertThat(result.get()).isIn(201, 409);
                won += result.get() == 201 ? 1 : 0;
            }
        }
        assertThat(won).isEqualTo(1);
        assertThat(epr.tokens.has("race")).isTrue();
        assertThat(epr.events.of("race", 1)).hasSize(1);
        assertThat(intents()).isZero();
    }

    @Test
    void anIdCanBeUsedAgainAtOnce() throws Exception {
        assertThat(register("again", "first").status()).isEqualTo(201);
        assertThat(epr.call("DELETE", "/endpoints/again", "").status()).isEqualTo(204);
        assertThat(register("again", "second").status()).isEqualTo(201);
    }
}
