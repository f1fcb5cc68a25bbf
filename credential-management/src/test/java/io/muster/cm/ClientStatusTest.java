package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cm.credential.CacheSettings;
import io.muster.contract.avro.Cap;
import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.Message.Targeted;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationResponse;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationResponse;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationResponse;

/** Every status code for clients, by 16/ECAP and by 22/CAP alike. */
class ClientStatusTest {
    static Installation installation;
    static Outage outage;
    static Rest rest;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation();
        outage = new Outage(installation.postgresPort());
        rest = installation
                .with(new CacheSettings(1_000, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1)))
                .through(outage.port())
                .start()
                .rest;
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
        outage.close();
    }

    /** What both protocols answer. */
    record Said(int status, Optional<String> id, Optional<String> clientId, Optional<String> reason) {}

    enum Protocol {
        ECAP {
            @Override
            Said login(String username, String password) {
                ClientUsernamePasswordValidationResponse answer = Ask.ask(
                        installation.bus,
                        installation.name,
                        Ecap.USERNAME_PASSWORD_REQUEST,
                        Ecap.USERNAME_PASSWORD_RESPONSE,
                        new ClientUsernamePasswordValidationRequest("trace", now(), 0L, username, password));
                assertThat(answer.getCorrelationId()).isEqualTo("trace");
                return new Said(
                        answer.getStatusCode(),
                        answer.getCredentialId(),
                        answer.getClientId(),
                        answer.getReasonPhrase());
            }

            @Override
            Said certificate(String issuer, String serialNumber) {
                ClientCertificateValidationResponse answer = Ask.ask(
                        installation.bus,
                        installation.name,
                        Ecap.CERTIFICATE_REQUEST,
                        Ecap.CERTIFICATE_RESPONSE,
                        new ClientCertificateValidationRequest("trace", now(), 0L, issuer, serialNumber));
                assertThat(answer.getCorrelationId()).isEqualTo("trace");
                return new Said(
                        answer.getStatusCode(),
                        answer.getCredentialId(),
                        answer.getClientId(),
                        answer.getReasonPhrase());
            }
        },
        CAP {
            @Override
            Said login(String username, String password) {
                ClientBasicAuthenticationResponse answer = Ask.ask(
                        installation.bus,
                        installation.ccm,
                        Cap.BASIC_REQUEST,
                        Cap.BASIC_RESPONSE,
                        new ClientBasicAuthenticationRequest("trace", now(), 0L, "tenant-1", username, password));
                assertThat(answer.getCorrelationId()).isEqualTo("trace");
                return new Said(
                        answer.getStatusCode(),
                        answer.getCredentialsId(),
                        answer.getClientId(),
                        answer.getReasonPhrase());
            }

            @Override
            Said certificate(String issuer, String serialNumber) {
                ClientCertificateAuthenticationResponse answer = Ask.ask(
                        installation.bus,
                        installation.ccm,
                        Cap.CERTIFICATE_REQUEST,
                        Cap.CERTIFICATE_RESPONSE,
                        new ClientCertificateAuthenticationRequest("trace", now(), 0L, issuer, serialNumber));
                assertThat(answer.getCorrelationId()).isEqualTo("trace");
                assertThat(answer.getTenantId())
                        .isEqualTo(answer.getCredentialsId().map(known -> "tenant-1"));
                return new Said(
                        answer.getStatusCode(),
                        answer.getCredentialsId(),
                        answer.getClientId(),
                        answer.getReasonPhrase());
            }
        };

        abstract Said login(String username, String password);

        abstract Said certificate(String issuer, String serialNumber);
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    @ParameterizedTest
    @EnumSource
    void passwords(Protocol protocol) {
        String name = "user-" + protocol;
        Rest.Answer created = rest.post(
                "/clients/credentials",
                "{\"username\":\"%s\",\"password\":\"right\",\"clientId\":\"gw\"}".formatted(name));
        String id = created.member("credentialId");
        String status = "/clients/credentials/" + id + "/status";

        assertThat(protocol.login(name, "right"))
                .isEqualTo(new Said(200, Optional.of(id), Optional.of("gw"), Optional.empty()));
        refused(404, protocol.login("nobody-" + protocol, "right"), "not known");
        refused(404, protocol.login(name, "wrong"), "not known");
        refused(400, protocol.login("", "right"), "username");
        refused(400, protocol.login("a\u0000b", "right"), "username");
        refused(400, protocol.login(name, ""), "password");
        refused(400, protocol.login(name, "x".repeat(2_000)), "password");
        rest.put(status, "{\"status\":\"Suspended\"}");
        known(403, id, protocol.login(name, "right"), "suspended");
        refused(404, protocol.login(name, "wrong"), "not known");
        rest.put(status, "{\"status\":\"Active\"}");
        assertThat(protocol.login(name, "right").status()).isEqualTo(200);
        rest.put(status, "{\"status\":\"Revoked\"}");
        known(403, id, protocol.login(name, "right"), "revoked");
        rest.delete("/clients/credentials/" + id);
        refused(404, protocol.login(name, "right"), "not known");
    }

    @ParameterizedTest
    @EnumSource
    void certificates(Protocol protocol) {
        String issuer = "CN=" + protocol;
        String id = provisionCertificate(issuer, "7", "");
        String status = "/clients/certificates/" + id + "/status";

        assertThat(protocol.certificate(issuer, "7"))
                .isEqualTo(new Said(200, Optional.of(id), Optional.empty(), Optional.empty()));
        refused(404, protocol.certificate(issuer, "8"), "not known");
        refused(400, protocol.certificate(issuer, "0x7"), "base 10");
        refused(400, protocol.certificate(issuer, ""), "base 10");
        refused(400, protocol.certificate("CN=#zz", "7"), "issuer");
        refused(400, protocol.certificate("CN=a\u0000b", "7"), "issuer");
        refused(400, protocol.certificate("", "7"), "issuer");
        rest.put(status, "{\"status\":\"Suspended\"}");
        known(403, id, protocol.certificate(issuer, "7"), "suspended");
        rest.put(status, "{\"status\":\"Revoked\"}");
        known(403, id, protocol.certificate(issuer, "7"), "revoked");
        rest.delete("/clients/certificates/" + id);
        refused(404, protocol.certificate(issuer, "7"), "not known");

        Instant now = Instant.now();
        String early = provisionCertificate(issuer, "9", ",\"notBefore\":\"%s\"".formatted(now.plusSeconds(3600)));
        known(403, early, protocol.certificate(issuer, "9"), "not yet valid");
        String late = provisionCertificate(issuer, "10", ",\"notAfter\":\"%s\"".formatted(now.minusSeconds(3600)));
        known(403, late, protocol.certificate(issuer, "10"), "expired");
    }

    private static String provisionCertificate(String issuer, String serialNumber, String more) {
        return rest.post(
                        "/clients/certificates",
                        "{\"issuer\":\"%s\",\"serialNumber\":\"%s\"%s}".formatted(issuer, serialNumber, more))
                .member("credentialId");
    }

    private static void refused(int status, Said said, String reason) {
        assertThat(said.status()).isEqualTo(status);
        assertThat(said.id()).isEmpty();
        assertThat(said.clientId()).isEmpty();
        assertThat(said.reason().orElse("")).contains(reason);
    }

    private static void known(int status, String id, Said said, String reason) {
        assertThat(said.status()).isEqualTo(status);
        assertThat(said.id()).contains(id);
        assertThat(said.reason().orElse("")).contains(reason);
    }

    @ParameterizedTest
    @EnumSource
    void aLockedUser(Protocol protocol) {
        String name = "locked-" + protocol;
        String id = rest.post("/clients/credentials", "{\"username\":\"%s\",\"password\":\"right\"}".formatted(name))
                .member("credentialId");
        for (int i = 0; i < Installation.LOGINS.maxFailures(); i++) {
            refused(404, protocol.login(name, "guess-" + i), "not known");
        }
        Eventually.holds(
                "locked", () -> rest.get("/clients/credentials/" + id).body().has("lockedUntil"));
        refused(403, protocol.login(name, "right"), "locked");
    }

    @ParameterizedTest
    @EnumSource
    void withoutADatabase(Protocol protocol) {
        outage.shut();
        try {
            Eventually.holds("noticed", () -> protocol.login("whoever", "right").status() == 503);
            refused(503, protocol.login("whoever", "right"), "database");
            refused(503, protocol.certificate("CN=whoever", "1"), "database");
            refused(400, protocol.certificate("CN=whoever", "one"), "base 10");
        } finally {
            outage.open();
        }
        Eventually.holds("back", () -> protocol.login("whoever", "right").status() == 404);
    }

    @Test
    void whatIsExpiredOrGarbageIsNotAnsweredAndHarmsNothing() {
        long longAgo = now() - 60_000;
        unanswered(
                installation.ccm,
                Cap.BASIC_REQUEST,
                new ClientBasicAuthenticationRequest("trace", longAgo, 1_000L, "tenant-1", "u", "p"));
        unanswered(
                installation.ccm,
                Cap.CERTIFICATE_REQUEST,
                new ClientCertificateAuthenticationRequest("trace", longAgo, 1_000L, "CN=x", "1"));
        unanswered(
                installation.name,
                Ecap.USERNAME_PASSWORD_REQUEST,
                new ClientUsernamePasswordValidationRequest("trace", longAgo, 1_000L, "u", "p"));
        for (String subject : new String[] {
            Cap.BASIC_REQUEST.toService(installation.ccm), Ecap.CERTIFICATE_REQUEST.toService(installation.name)
        }) {
            installation.bus.publish(subject, new byte[] {(byte) 0xff, 1, 2});
            installation.bus.publish(subject, new byte[0]);
        }
        installation.bus.publish(
                Cap.BASIC_REQUEST.toService(installation.ccm),
                Cap.BASIC_REQUEST
                        .codec()
                        .encode(new ClientBasicAuthenticationRequest("trace", now(), 0L, "tenant-1", "u", "p")));
        for (Protocol protocol : Protocol.values()) {
            assertThat(protocol.login("still there", "p").status()).isEqualTo(404);
            assertThat(protocol.certificate("CN=still there", "1").status()).isEqualTo(404);
        }
    }

    /** The answer to a later request proves that the earlier one was dropped, not late: one desk takes them in turn. */
    private static <Q extends SpecificRecord> void unanswered(String instance, Targeted<Q> request, Q question) {
        var answer = installation.bus.request(
                request.toService(instance), request.codec().encode(question), Ask.PATIENCE);
        for (int i = 0; i < 3; i++) {
            Protocol.CAP.login("later", "p");
            Protocol.ECAP.login("later", "p");
            Protocol.CAP.certificate("CN=later", "1");
        }
        assertThat(answer.isDone()).isFalse();
        answer.cancel(true);
    }
}
