package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Ecap;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;

/** The correlation ID of a request comes back with its answer and stands in the events it causes. */
class CorrelationTest {
    static final String HEADER = "Correlation-ID";

    static Installation installation;
    static Rest rest;
    static Heard<EndpointTokenRevokedEvent> tokens;
    static Heard<ClientCredentialRevokedEvent> credentials;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation();
        rest = installation.start().rest;
        tokens = new Heard<>(installation.bus, Ecap.TOKEN_REVOKED, installation.name);
        credentials = new Heard<>(installation.bus, Ecap.CREDENTIAL_REVOKED, installation.name);
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /endpoints/any/tokens, '', 200",
        "POST, /endpoints/any/tokens, '', 400",
        "POST, /tokens/bulk, '', 415",
        "GET, /clients/credentials/none, '', 404",
        "GET, /clients/certificates, '', 200",
        "POST, /clients/certificates, '{}', 400",
    })
    void comesBackWhateverTheAnswer(String method, String path, String body, int status) {
        Rest.Answer answer = rest.send(method, path, body, HEADER, "trace of an operator");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header(HEADER)).isEqualTo("trace of an operator");
    }

    @Test
    void isMadeWhereThereIsNone() {
        String first = rest.get("/endpoints/any/tokens").header(HEADER);
        assertThat(first).matches("[0-9a-v]{20}");
        assertThat(rest.get("/endpoints/any/tokens").header(HEADER)).isNotEqualTo(first);
    }

    @Test
    void standsInTheEventOfAToken() {
        String moved = token("moved");
        rest.put(path("moved", moved) + "/status", "{\"status\":\"Suspended\"}", HEADER, "by-put");
        assertThat(correlationOf(moved)).isEqualTo("by-put");
        String patched = token("patched");
        rest.patch(path("patched", patched), "{\"status\":\"Revoked\"}", HEADER, "by-patch");
        assertThat(correlationOf(patched)).isEqualTo("by-patch");
        String deleted = token("deleted");
        rest.delete(path("deleted", deleted), HEADER, "by-delete");
        assertThat(correlationOf(deleted)).isEqualTo("by-delete");
        String rotated = token("rotated");
        rest.post(path("rotated", rotated) + "/rotate", "", HEADER, "by-rotate");
        assertThat(correlationOf(rotated)).isEqualTo("by-rotate");
        String traceless = token("traceless");
        String made = rest.delete(path("traceless", traceless)).header(HEADER);
        assertThat(correlationOf(traceless)).isEqualTo(made);
    }

    private static String token(String endpoint) {
        return rest.addToken(endpoint, "kettle", endpoint).member("endpointTokenId");
    }

    private static String path(String endpoint, String tokenId) {
        return "/endpoints/%s/tokens/%s".formatted(endpoint, tokenId);
    }

    private static String correlationOf(String tokenId) {
        Eventually.holds("event of " + tokenId, () -> tokens.events.stream()
                .anyMatch(event -> event.getTokenIds().contains(tokenId)));
        return tokens.events.stream()
                .filter(event -> event.getTokenIds().contains(tokenId))
                .findFirst()
                .orElseThrow()
                .getCorrelationId();
    }

    @Test
    void standsInTheEventOfAClient() {
        String user = rest.post("/clients/credentials", "{\"username\":\"u\",\"password\":\"p\"}")
                .member("credentialId");
        rest.put("/clients/credentials/" + user + "/password", "{\"password\":\"q\"}", HEADER, "by-password");
        rest.put("/clients/credentials/" + user + "/status", "{\"status\":\"Revoked\"}", HEADER, "by-status");
        String certificate = rest.post(
                        "/clients/certificates",
                        "{\"issuer\":\"CN=x\",\"serialNumber\":\"1\",\"notAfter\":\"%s\"}"
                                .formatted(Instant.now().plusSeconds(3600)))
                .member("credentialId");
        rest.delete("/clients/certificates/" + certificate, HEADER, "by-delete");
        Eventually.holds("events", () -> credentials.events.size() == 3);
        assertThat(credentials.events)
                .filteredOn(event -> event.getCredentialId().equals(user))
                .extracting(ClientCredentialRevokedEvent::getCorrelationId)
                .containsExactly("by-password", "by-status");
        assertThat(credentials.events)
                .filteredOn(event -> event.getCredentialId().equals(certificate))
                .extracting(ClientCredentialRevokedEvent::getCorrelationId)
                .containsExactly("by-delete");
    }
}
