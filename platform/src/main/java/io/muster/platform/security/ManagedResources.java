package io.muster.platform.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.platform.config.Secret;
import io.muster.platform.config.Security;
import io.muster.platform.http.Resource;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resources that the services keep at the issuer, so that permissions can be given on them there (User-Managed Access 2.0,
 * resource registration of Federated Authorization, as Keycloak offers it). Issuers without it are left alone.
 */
public final class ManagedResources {

    private static final Logger LOG = LoggerFactory.getLogger(ManagedResources.class);

    /** A token is renewed so long before it ends. */
    private static final Duration EARLY = Duration.ofSeconds(10);

    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final Issuer issuer;
    private final String issuerAddress;
    private final String credentials;
    private final Clock clock;
    private volatile @Nullable Optional<URI> registry;
    private volatile @Nullable Token token;

    private record Token(String value, Instant until) {
        @Override
        public String toString() {
            return "Token[value=[hidden], until=" + until + "]";
        }
    }

    private ManagedResources(String issuerAddress, Issuer issuer, String client, Secret secret, Clock clock) {
        this.issuer = issuer;
        this.issuerAddress = issuerAddress;
        this.credentials = Base64.getEncoder()
                .encodeToString((encoded(client) + ':' + encoded(secret.reveal())).getBytes(StandardCharsets.UTF_8));
        this.clock = clock;
    }

    /** Resources at the configured issuer; empty when it is not the one that decides on permissions. */
    public static Optional<ManagedResources> of(Security security, Clock clock) {
        if (!security.enabled() || !security.authorizationEnabled()) {
            return Optional.empty();
        }
        return security.issuer().flatMap(url -> security.clientId().flatMap(client -> security.clientSecret()
                .map(secret -> new ManagedResources(
                        url.bare().replaceAll("/+$", ""), new Issuer(url), client, secret, clock))));
    }

    /** Address of the issuer. */
    public String issuer() {
        return issuerAddress;
    }

    /**
     * Makes the resource known, unless it is already.
     *
     * @param type kind of resource, by which permissions can be given on all of them
     * @param scopes what can be allowed on it
     * @throws RuntimeException when the issuer cannot be reached or refuses
     */
    public void create(Resource resource, String type, List<String> scopes) {
        Optional<URI> address = registry();
        if (address.isEmpty()) {
            return;
        }
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("name", resource.name()).put("type", type);
        scopes.forEach(body.putArray("resource_scopes")::add);
        HttpResponse<String> answer = issuer.send(authorized(address.get())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
        expect(answer, CREATED, CONFLICT);
    }

    /**
     * Removes the resource, if it is known.
     *
     * @throws RuntimeException when the issuer cannot be reached or refuses
     */
    public void delete(Resource resource) {
        Optional<URI> address = registry();
        if (address.isEmpty()) {
            return;
        }
        HttpResponse<String> found =
                issuer.send(authorized(URI.create(address.get() + "?exactName=true&name=" + encoded(resource.name())))
                        .GET());
        expect(found, 200);
        for (JsonNode id : json(found)) {
            expect(
                    issuer.send(authorized(URI.create(address.get() + "/" + encoded(id.asText())))
                            .DELETE()),
                    NO_CONTENT,
                    NOT_FOUND);
        }
    }

    /** Where resources are registered; asked for once. */
    private Optional<URI> registry() {
        Optional<URI> known = registry;
        if (known != null) {
            return known;
        }
        HttpResponse<String> answer =
                issuer.send(HttpRequest.newBuilder(URI.create(issuerAddress + "/.well-known/uma2-configuration")));
        if (answer.statusCode() == NOT_FOUND) {
            LOG.info("The issuer registers no resources: permissions on single endpoints are its own affair");
            registry = Optional.empty();
            return Optional.empty();
        }
        expect(answer, 200);
        Optional<URI> found = Optional.of(
                URI.create(json(answer).path("resource_registration_endpoint").asText()));
        registry = found;
        return found;
    }

    private HttpRequest.Builder authorized(URI address) {
        return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token());
    }

    /** The services' own token for the registry, by the client credentials grant. */
    private String token() {
        Token known = token;
        if (known != null && clock.instant().isBefore(known.until())) {
            return known.value();
        }
        URI address = issuer.metadata()
                .tokens()
                .orElseThrow(() -> new IssuerFailure(issuerAddress + " names no token endpoint"));
        HttpResponse<String> answer = issuer.send(HttpRequest.newBuilder(address)
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials")));
        expect(answer, 200);
        JsonNode body = json(answer);
        Duration life = Duration.ofSeconds(body.path("expires_in").asLong(0));
        Token fresh = new Token(
                body.path("access_token").asText(), clock.instant().plus(life).minus(EARLY));
        token = fresh;
        return fresh.value();
    }

    private static void expect(HttpResponse<String> answer, int... statuses) {
        for (int status : statuses) {
            if (answer.statusCode() == status) {
                return;
            }
        }
        throw new IssuerFailure(answer.uri().getPath() + " of the issuer answers " + answer.statusCode());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (JsonProcessingException notJson) {
            throw new IssuerFailure(answer.uri().getPath() + " of the issuer answers without JSON", notJson);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
