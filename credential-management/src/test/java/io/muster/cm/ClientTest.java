package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.contract.avro.Cap;
import io.muster.contract.avro.Ecap;
import io.muster.contract.json.Json;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientCertificateAuthenticationResponse;
import org.kaaproject.ipc.cap.gen.v1.ClientCredentialsRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientCertificateValidationResponse;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationResponse;

/** Passwords and certificates of clients, over REST, 16/ECAP and 22/CAP. */
class ClientTest {
    static Installation installation;
    static Installation.Replica one;
    static Installation.Replica two;
    static Heard<ClientCredentialRevokedEvent> revoked;
    static Heard<ClientCredentialsRevokedEvent> basicRevoked;
    static Heard<ClientCredentialsRevokedEvent> certificateRevoked;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation();
        one = installation.start();
        two = installation.start();
        revoked = new Heard<>(installation.bus, Ecap.CREDENTIAL_REVOKED, installation.name);
        basicRevoked = new Heard<>(installation.bus, Cap.BASIC_REVOKED, installation.ccm);
        certificateRevoked = new Heard<>(installation.bus, Cap.CERTIFICATE_REVOKED, installation.ccm);
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    static ClientUsernamePasswordValidationResponse login(@Nullable String username, @Nullable String password) {
        return Ask.ask(
                installation.bus,
                installation.name,
                Ecap.USERNAME_PASSWORD_REQUEST,
                Ecap.USERNAME_PASSWORD_RESPONSE,
                new ClientUsernamePasswordValidationRequest(
                        "trace-1", System.currentTimeMillis(), 0L, username, password));
    }

    static ClientCertificateValidationResponse certificate(String issuer, String serial) {
        return Ask.ask(
                installation.bus,
                installation.name,
                Ecap.CERTIFICATE_REQUEST,
                Ecap.CERTIFICATE_RESPONSE,
                new ClientCertificateValidationRequest("trace-1", System.currentTimeMillis(), 0L, issuer, serial));
    }

    static Rest.Answer addUser(String username, String password) {
        return one.rest.post(
                "/clients/credentials",
                "{\"username\":\"%s\",\"password\":\"%s\",\"clientId\":\"c-%1$s\"}".formatted(username, password));
    }

    static Rest.Answer setStatus(String kind, String id, String status) {
        return one.rest.put("/clients/%s/%s/status".formatted(kind, id), "{\"status\":\"%s\"}".formatted(status));
    }

    @Test
    void aUserLogsInAndIsShutOut() {
        Rest.Answer created = addUser("gw-1", "s3cret");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text()).doesNotContain("s3cret", "password", "argon2");
        String id = created.member("credentialId");
        assertThat(created.header("Location")).endsWith("/clients/credentials/" + id);
        assertThat(addUser("gw-1", "other").status()).isEqualTo(409);

        ClientUsernamePasswordValidationResponse first = login("gw-1", "s3cret");
        assertThat(first.getStatusCode()).isEqualTo(200);
        assertThat(first.getCredentialId()).contains(id);
        assertThat(first.getClientId()).contains("c-gw-1");
        Rest.Answer used = one.rest.get("/clients/credentials/" + id);
        assertThat(used.member("status")).isEqualTo("Active");
        assertThat(used.body().has("lastUsedDate")).isTrue();
        assertThat(used.header("ETag")).isEqualTo("\"2\"");

        ClientUsernamePasswordValidationResponse wrong = login("gw-1", "wrong");
        ClientUsernamePasswordValidationResponse nobody = login("nobody", "wrong");
        assertThat(wrong.getStatusCode()).isEqualTo(404);
        assertThat(wrong.getCredentialId()).isEmpty();
        assertThat(nobody.getReasonPhrase()).isEqualTo(wrong.getReasonPhrase());
        assertThat(login(null, "s3cret").getStatusCode()).isEqualTo(400);
        assertThat(login("gw-1", null).getStatusCode()).isEqualTo(400);

        setStatus("credentials", id, "Suspended");
        assertThat(login("gw-1", "s3cret").getStatusCode()).isEqualTo(403);
        Eventually.holds("ECAP event", () -> revoked.events.stream()
                .anyMatch(e -> e.getCredentialId().equals(id)));
        Eventually.holds("CAP event", () -> basicRevoked.events.stream()
                .anyMatch(
                        e -> e.getCredentialsId().equals(id) && e.getTenantId().equals("tenant-1")));
        assertThat(setStatus("credentials", id, "Inactive").status()).isEqualTo(409);
        assertThat(one.rest
                        .delete("/clients/credentials/" + id, "If-Match", "\"1\"")
                        .status())
                .isEqualTo(412);
        assertThat(one.rest.delete("/clients/credentials/" + id).status()).isEqualTo(204);
        Eventually.holds("gone", () -> login("gw-1", "s3cret").getStatusCode() == 404);
    }

    @Test
    void aPasswordIsChangedWithoutLosingTheIdentity() {
        String id = addUser("gw-2", "old one").member("credentialId");
        assertThat(login("gw-2", "old one").getStatusCode()).isEqualTo(200);
        assertThat(one.rest
                        .put("/clients/credentials/" + id + "/password", "{\"password\":\"\"}")
                        .status())
                .isEqualTo(400);
        assertThat(one.rest
                        .put("/clients/credentials/" + id + "/password", "{\"password\":\"new one\"}")
                        .status())
                .isEqualTo(200);
        Eventually.holds("old refused", () -> login("gw-2", "old one").getStatusCode() == 404);
        ClientUsernamePasswordValidationResponse fresh = login("gw-2", "new one");
        assertThat(fresh.getStatusCode()).isEqualTo(200);
        assertThat(fresh.getCredentialId()).contains(id);
        Eventually.holds(
                "announced",
                () -> revoked.events.stream()
                                .filter(e -> e.getCredentialId().equals(id))
                                .count()
                        == 1);
    }

    @Test
    void usersInBulkAreAnsweredLineByLine() {
        String lines = """
                {"username":"bulk-1","password":"s3cret","clientId":"c-1","notAfter":"2999-01-01T00:00:00Z"}
                {"username":"bulk-2","password":"s3cret"}

                {"username":"bulk-3"}
                no json
                {"username":"bulk-5","password":"s3cret","admin":true}
                """;
        Rest.Answer answer = one.rest.post("/clients/credentials/bulk", lines, "Content-Type", "application/x-ndjson");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).doesNotContain("s3cret", "argon2");
        assertThat(answer.text()
                        .lines()
                        .map(line -> line.replaceAll("^\\{\"line\":(\\d),\"statusCode\":(\\d+).*", "$1 $2")))
                .containsExactly("1 201", "2 201", "4 400", "5 400", "6 400");
        ClientUsernamePasswordValidationResponse login = login("bulk-1", "s3cret");
        assertThat(login.getStatusCode()).isEqualTo(200);
        assertThat(login.getClientId()).contains("c-1");
        assertThat(login("bulk-5", "s3cret").getStatusCode()).isEqualTo(404);
        assertThat(one.rest
                        .post(
                                "/clients/credentials/bulk",
                                "{\"username\":\"bulk-2\",\"password\":\"p\"}",
                                "Content-Type",
                                "application/x-ndjson")
                        .text())
                .startsWith("{\"line\":1,\"statusCode\":409");
        assertThat(one.rest.post("/clients/credentials/bulk", lines).status()).isEqualTo(415);
    }

    @Test
    void failedLoginsLockForAWhileVisiblyAndLiftably() {
        String id = addUser("gw-3", "right").member("credentialId");
        for (int i = 0; i < 3; i++) {
            assertThat(login("gw-3", "guess-" + i).getStatusCode()).isEqualTo(404);
        }
        Eventually.holds(
                "locked",
                () -> one.rest.get("/clients/credentials/" + id).body().has("lockedUntil"));
        ClientUsernamePasswordValidationResponse locked = login("gw-3", "right");
        assertThat(locked.getStatusCode()).isEqualTo(403);
        assertThat(locked.getReasonPhrase().orElse("")).contains("locked");
        assertThat(one.rest.delete("/clients/credentials/" + id + "/lock").status())
                .isEqualTo(204);
        assertThat(one.rest.get("/clients/credentials/" + id).body().has("lockedUntil"))
                .isFalse();
        assertThat(login("gw-3", "right").getStatusCode()).isEqualTo(200);
    }

    @Test
    void aKnownClientIsNotShutOutByTheGuessesOfOthers() {
        String id = addUser("gw-4", "right").member("credentialId");
        assertThat(one.cm.logins().validate("gw-4", "right")).isNotNull();
        for (int i = 0; i < 3; i++) {
            one.cm.logins().validate("gw-4", "guess-" + i);
        }
        Eventually.holds(
                "locked",
                () -> one.rest.get("/clients/credentials/" + id).body().has("lockedUntil"));
        assertThat(one.cm.logins().validate("gw-4", "right").toString()).startsWith("Accepted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"username\":\"x\"}",
                "{\"username\":\"\",\"password\":\"p\"}",
                "{\"username\":\"a\\u0001\",\"password\":\"p\"}",
                "{\"username\":\"x\",\"password\":\"p\",\"clientId\":\"\"}",
                "{\"username\":\"x\",\"password\":\"p\",\"admin\":true}"
            })
    void badUsersAreRefused(String body) {
        assertThat(one.rest.post("/clients/credentials", body).status()).isEqualTo(400);
    }

    @Test
    void aCertificateIsFoundByIssuerAndDecimalSerial() {
        Rest.Answer created = one.rest.post("/clients/certificates", """
                {"issuer":{"commonName":"Factory CA","organization":"Acme, Inc.","country":"UA"},
                 "serialNumber":"1311768467463790320","clientId":"gw"}""");
        assertThat(created.status()).isEqualTo(201);
        String id = created.member("credentialId");
        assertThat(one.rest.post("/clients/certificates", """
                {"issuer":"C=UA,O=Acme\\\\, Inc.,CN=Factory CA","serialNumber":"01311768467463790320"}""").status()).isEqualTo(409);
        ClientCertificateValidationResponse first =
                certificate("c=UA,o=Acme\\, Inc.,cn=Factory CA", "1311768467463790320");
        assertThat(first.getStatusCode()).isEqualTo(200);
        assertThat(first.getCredentialId()).contains(id);
        assertThat(first.getClientId()).contains("gw");
        assertThat(certificate("CN=Factory CA", "1311768467463790320").getStatusCode())
                .isEqualTo(404);
        assertThat(certificate("CN=Factory CA", "1234567890ABCDEF").getStatusCode())
                .isEqualTo(400);
        assertThat(certificate("nonsense", "1").getStatusCode()).isEqualTo(400);

        ClientCertificateAuthenticationResponse cap = Ask.ask(
                installation.bus,
                installation.ccm,
                Cap.CERTIFICATE_REQUEST,
                Cap.CERTIFICATE_RESPONSE,
                new ClientCertificateAuthenticationRequest(
                        "trace-1",
                        System.currentTimeMillis(),
                        0L,
                        "CN=Factory CA,O=Acme\\, Inc.,C=UA",
                        "1311768467463790320"));
        assertThat(cap.getStatusCode()).isEqualTo(200);
        assertThat(cap.getTenantId()).contains("tenant-1");
        assertThat(cap.getCredentialsId()).contains(id);

        assertThat(setStatus("certificates", id, "Revoked").member("status")).isEqualTo("Revoked");
        Eventually.holds("CAP event", () -> certificateRevoked.events.size() == 1);
        Eventually.holds(
                "refused",
                () -> certificate("CN=Factory CA,O=Acme\\, Inc.,C=UA", "1311768467463790320")
                                .getStatusCode()
                        == 403);
        assertThat(one.rest
                        .get("/clients/certificates?status=Revoked")
                        .body()
                        .path("totalElements")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void certificatesInBulkAreAnsweredLineByLine() {
        String lines = """
                {"issuer":"CN=Bulk","serialNumber":"1","clientId":"c-1"}
                {"issuer":{"commonName":"Bulk"},"serialNumber":"2"}
                {"issuer":"CN=Bulk"}
                """;
        Rest.Answer answer = one.rest.post("/clients/certificates/bulk", lines, "Content-Type", "application/x-ndjson");
        assertThat(answer.text()
                        .lines()
                        .map(line -> line.replaceAll("^\\{\"line\":(\\d),\"statusCode\":(\\d+).*", "$1 $2")))
                .containsExactly("1 201", "2 201", "3 400");
        assertThat(certificate("CN=Bulk", "1").getClientId()).contains("c-1");
        assertThat(certificate("CN=Bulk", "2").getStatusCode()).isEqualTo(200);
    }

    @Test
    void issuerAndSerialAreReadFromACertificate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        KeyPair keys = generator.generateKeyPair();
        X500Name name = new X500Name("C=UA,O=Acme,CN=Factory CA");
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(4711),
                Date.from(Instant.now()),
                Date.from(Instant.now().plusSeconds(60)),
                new X500Name("CN=gw"),
                keys.getPublic());
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String pem = "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        Rest.Answer created = one.rest.post("/clients/certificates", withCertificate(pem));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.member("issuer")).isEqualTo("CN=Factory CA,O=Acme,C=UA");
        assertThat(created.member("serialNumber")).isEqualTo("4711");
        assertThat(one.rest
                        .post("/clients/certificates", withCertificate(base64))
                        .status())
                .isEqualTo(409);
        assertThat(one.rest
                        .post("/clients/certificates", withCertificate("AAAA"))
                        .status())
                .isEqualTo(400);
        assertThat(one.rest
                        .post("/clients/certificates", withCertificate(pem.substring(0, 200)))
                        .status())
                .isEqualTo(400);
        assertThat(one.rest
                        .post("/clients/certificates", "{\"issuer\":\"CN=x\",\"serialNumber\":\"0x1F\"}")
                        .status())
                .isEqualTo(400);
        assertThat(one.rest.post("/clients/certificates", "{}").status()).isEqualTo(400);
    }

    private static String withCertificate(String text) {
        return Json.text(JsonNodeFactory.instance.objectNode().put("certificate", text));
    }

    @Test
    void basicAuthenticationOf22Cap() {
        String id = addUser("gw-5", "right").member("credentialId");
        var answer = Ask.ask(
                installation.bus,
                installation.ccm,
                Cap.BASIC_REQUEST,
                Cap.BASIC_RESPONSE,
                new ClientBasicAuthenticationRequest(
                        "trace-1", System.currentTimeMillis(), 0L, "tenant-1", "gw-5", "right"));
        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(answer.getCredentialsId()).contains(id);
    }
}
