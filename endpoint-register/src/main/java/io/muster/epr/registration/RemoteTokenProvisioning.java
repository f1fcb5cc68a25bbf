package io.muster.epr.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointToken;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import io.muster.platform.config.Secret;
import io.muster.platform.config.ServerUrl;
import io.muster.platform.security.ShownKey;
import io.muster.platform.trace.Correlation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** Tokens of a Credential Management that runs elsewhere, over its REST API. */
public final class RemoteTokenProvisioning implements TokenProvisioning, AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int PAGE = 100;

    private final HttpClient client;
    private final String endpoints;
    private final ShownKey key;

    private static final Key<ServerUrl> BASE_URL = Key.url("kaa.epr.credential-management.base-url", "http", "https")
            .byDefaultAs("http://cm")
            .about("Where CM answers, if it runs in another process; /api/v1 follows.");

    private static final Key<Secret> API_KEY = Key.secret("kaa.epr.credential-management.api-key")
            .about("API key that EPR shows to a CM of another process, where that is protected.");

    /**
     * Where Credential Management answers, and what it is shown.
     *
     * @param baseUrl address of the service, such as {@code http://cm}; the path {@code /api/v1} follows it
     */
    public record Address(URI baseUrl, ShownKey key) {

        /** Reads the keys. */
        public static Address read(Reader reader) {
            URI url = reader.find(BASE_URL).map(ServerUrl::uri).orElseGet(() -> URI.create("http://cm"));
            return new Address(url, ShownKey.read(reader, API_KEY));
        }
    }

    public RemoteTokenProvisioning(Address address) {
        this.client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        this.endpoints = address.baseUrl.toString().replaceFirst("/$", "") + "/api/v1/endpoints/";
        this.key = address.key;
    }

    @Override
    public Token provision(String endpointId, String application, Optional<EndpointToken> wanted) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("applicationName", application);
        wanted.ifPresent(token -> body.put("token", token.value()));
        JsonNode made = call(request(endpointId + "/tokens")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
        try {
            return new Token(
                    EndpointToken.of(made.path("token").asText()),
                    made.path("status").asText());
        } catch (Refused noToken) {
            throw new Refused(notUnderstood());
        }
    }

    @Override
    public void drop(String endpointId) {
        JsonNode page;
        do {
            page = call(request(endpointId + "/tokens?limit=" + PAGE).GET());
            for (JsonNode token : page.path("content")) {
                delete(endpointId, token.path("endpointTokenId").asText());
            }
        } while (page.path("content").size() == PAGE);
    }

    private void delete(String endpointId, String tokenId) {
        try {
            call(request(endpointId + "/tokens/" + tokenId).DELETE());
        } catch (Refused refused) {
            if (refused.refusal().kind() != Kind.NOT_FOUND) {
                throw refused;
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return key.on(HttpRequest.newBuilder(URI.create(endpoints + path)))
                .timeout(TIMEOUT)
                .header("Correlation-ID", Correlation.current());
    }

    private JsonNode call(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 == 2) {
                return result(response.body());
            }
            throw new Refused(refusal(response));
        } catch (HttpTimeoutException late) {
            throw new Refused(new Refusal(Kind.TIMEOUT, "Credential Management did not answer in time; try again"));
        } catch (IOException unreachable) {
            throw new Refused(Refusal.unavailable("Credential Management cannot be reached; try again", RETRY_AFTER));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Refusal.unavailable("The program is stopping; try again", RETRY_AFTER));
        }
    }

    private static JsonNode result(byte[] body) {
        try {
            return body.length == 0 ? JsonNodeFactory.instance.missingNode() : Json.parse(body, Json.MAX_DEPTH);
        } catch (Refused notJson) {
            throw new Refused(notUnderstood());
        }
    }

    private static Refusal notUnderstood() {
        return Refusal.unavailable("The answer of Credential Management was not understood; try again", RETRY_AFTER);
    }

    /** What the caller did wrong is passed on; what is wrong between the services is not the caller's fault. */
    private static Refusal refusal(HttpResponse<byte[]> response) {
        if (response.statusCode() == Kind.UNAUTHENTICATED.status()
                || response.statusCode() == Kind.FORBIDDEN.status()) {
            return Refusal.unavailable(
                    "Credential Management does not let the Endpoint Register in (status " + response.statusCode()
                            + "); the operator sets " + API_KEY.path(),
                    RETRY_AFTER);
        }
        Optional<Kind> kind = Kind.ofStatus(response.statusCode())
                .filter(known -> known == Kind.MALFORMED || known == Kind.CONFLICT || known == Kind.NOT_FOUND);
        return kind.map(known -> new Refusal(known, message(response)))
                .orElseGet(() -> Refusal.unavailable(
                        "Credential Management answered with status " + response.statusCode() + "; try again",
                        RETRY_AFTER));
    }

    private static String message(HttpResponse<byte[]> response) {
        try {
            return Json.parse(response.body(), Json.MAX_DEPTH).path("message").asText("Refused");
        } catch (Refused notJson) {
            return "Credential Management refused the token";
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
