package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cm.client.Login;
import io.muster.cm.client.LoginSettings;
import io.muster.cm.credential.Verdict;
import io.muster.cm.secret.PasswordParameters;
import io.muster.contract.avro.Ecap;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;

/** A new password beside the present one, which ends at a given time. */
class PasswordRotationTest {
    private static Installation installation;
    private static Installation.Replica one;
    private static Installation.Replica two;
    private static Heard<ClientCredentialRevokedEvent> revoked;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation().with(hashing(256));
        one = installation.start();
        two = installation.with(hashing(512)).start();
        revoked = new Heard<>(installation.bus, Ecap.CREDENTIAL_REVOKED, installation.name);
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    /** Without locks, which are not the subject here. */
    private static LoginSettings hashing(int memory) {
        LoginSettings usual = Installation.LOGINS;
        return new LoginSettings(
                new PasswordParameters(memory, 1, 1),
                usual.concurrency(),
                usual.waiting(),
                usual.remembered(),
                0,
                usual.failureWindow(),
                usual.lock());
    }

    private static String add(String user, String password) {
        return one.rest
                .post("/clients/credentials", "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(user, password))
                .member("credentialId");
    }

    private static Rest.Answer rotate(String id, String password, Instant oldEnds, String... headers) {
        return one.rest.post(
                "/clients/credentials/" + id + "/rotate",
                "{\"password\":\"%s\",\"previousNotAfter\":\"%s\"}".formatted(password, oldEnds),
                headers);
    }

    private static Verdict<Login> verdict(Installation.Replica at, String user, String password) {
        return at.cm.logins().validate(user, password);
    }

    private static boolean accepted(Installation.Replica at, String user, String password) {
        return verdict(at, user, password) instanceof Verdict.Accepted;
    }

    private static void assertAccepted(String user, String password) {
        assertThat(accepted(one, user, password)).isTrue();
        assertThat(accepted(two, user, password)).isTrue();
    }

    /** At once by the replica that was told, and by the other one as soon as it hears of it. */
    private static void assertRefused(String user, String password) {
        assertThat(accepted(one, user, password)).isFalse();
        Eventually.holds("refused by the other replica", () -> !accepted(two, user, password));
    }

    private static long announced(String id) {
        return revoked.events.stream()
                .filter(event -> event.getCredentialId().equals(id))
                .count();
    }

    private static Instant inAnHour() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    @Test
    void bothAreAcceptedForAWhileUnderOneIdentity() {
        String id = add("both", "first");
        assertAccepted("both", "first");
        Instant end = inAnHour();

        Rest.Answer rotated = rotate(id, "second", end);

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.member("credentialId")).isEqualTo(id);
        assertThat(Duration.between(Instant.parse(rotated.member("previousNotAfter")), end))
                .isLessThan(Duration.ofMillis(1));
        assertThat(rotated.text()).doesNotContain("first", "second", "argon2");
        for (String password : new String[] {"first", "second", "first", "second"}) {
            assertAccepted("both", password);
        }
        assertRefused("both", "third");
        assertThat(announced(id)).isZero();

        assertThat(rotate(id, "third wish", end).status()).isEqualTo(200);
        Eventually.holds("the oldest one is over", () -> announced(id) == 1);
        assertAccepted("both", "second");
        assertAccepted("both", "third wish");
        assertRefused("both", "first");

        one.rest.put("/clients/credentials/" + id + "/password", "{\"password\":\"the only one\"}");
        Eventually.holds("all others are over", () -> announced(id) == 2);
        assertRefused("both", "second");
        assertRefused("both", "third wish");
        assertAccepted("both", "the only one");
    }

    @Test
    void theOldOneEndsAtItsTimeWhichIsAnnounced() {
        String id = add("ending", "first");
        assertAccepted("ending", "first");
        rotate(id, "second", Instant.now().plusSeconds(1));
        Eventually.holds("not accepted here", () -> !accepted(one, "ending", "first"));
        Eventually.holds("not accepted there", () -> !accepted(two, "ending", "first"));
        Eventually.holds("announced", () -> announced(id) == 1);
        assertAccepted("ending", "second");
        Rest.Answer shown = one.rest.get("/clients/credentials/" + id);
        assertThat(shown.body().has("previousNotAfter")).isFalse();
        assertThat(shown.member("status")).isEqualTo("Active");
    }

    @Test
    void theFirstUseMayBeOneOfTheOldPassword() {
        String id = add("unused", "first");
        Instant end = inAnHour();
        rotate(id, "second", end);
        Verdict<Login> verdict = verdict(one, "unused", "first");
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> assertThat(
                        ((Login) accepted.credential()).state().validity().notAfter())
                .hasValueSatisfying(over -> assertThat(over).isBeforeOrEqualTo(end)));
        assertThat(one.rest.get("/clients/credentials/" + id).member("status")).isEqualTo("Active");
        assertAccepted("unused", "second");
    }

    @Test
    void withoutATimeTheOldOneEndsAtOnce() {
        String id = add("at-once", "first");
        assertAccepted("at-once", "first");
        Rest.Answer rotated = one.rest.post("/clients/credentials/" + id + "/rotate", "{\"password\":\"second\"}");
        assertThat(rotated.body().has("previousNotAfter")).isFalse();
        Eventually.holds("announced", () -> announced(id) == 1);
        assertRefused("at-once", "first");
        assertAccepted("at-once", "second");
    }

    @Test
    void whatCannotBeRotatedIsRefused() {
        String id = add("refused", "first");
        assertThat(rotate(id, "", inAnHour()).status()).isEqualTo(400);
        assertThat(rotate(id, "second", inAnHour(), "If-Match", "\"7\"").status())
                .isEqualTo(412);
        assertThat(one.rest
                        .post(
                                "/clients/credentials/" + id + "/rotate",
                                "{\"password\":\"p\",\"previousNotAfter\":\"soon\"}")
                        .status())
                .isEqualTo(400);
        assertThat(rotate("00000000-0000-4000-8000-000000000000", "second", inAnHour())
                        .status())
                .isEqualTo(404);
        one.rest.put("/clients/credentials/" + id + "/status", "{\"status\":\"Suspended\"}");
        Rest.Answer suspended = rotate(id, "second", inAnHour());
        assertThat(suspended.status()).isEqualTo(409);
        assertThat(suspended.message()).contains("Suspended", "change the password instead");
    }
}
