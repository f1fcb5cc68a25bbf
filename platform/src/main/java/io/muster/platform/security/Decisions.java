package io.muster.platform.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.muster.contract.json.Json;
import io.muster.platform.config.ApiKey;
import io.muster.platform.http.Resource;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Permissions as the issuer decides on them (User-Managed Access 2.0, as Keycloak offers it at its token endpoint).
 * The answers are kept briefly, a yes longer than a no, so that a permission that was just given is soon felt.
 */
final class Decisions {

    private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:uma-ticket";
    private static final Duration KEEP_YES = Duration.ofSeconds(30);
    private static final Duration KEEP_NO = Duration.ofSeconds(5);
    private static final int KEPT = 50_000;

    /** What the issuer says of a resource or scope that it does not know, or that nobody was given. */
    private static final Set<String> NOES =
            Set.of("access_denied", "invalid_resource", "invalid_scope", "request_submitted");

    private final Issuer issuer;
    private final String client;
    private final Cache<Question, Set<String>> answers = Caffeine.newBuilder()
            .maximumSize(KEPT)
            .expireAfter(
                    Expiry.<Question, Set<String>>creating((question, answer) -> answer.isEmpty() ? KEEP_NO : KEEP_YES))
            .build();

    /** @param client the resource server, as the issuer knows it */
    Decisions(Issuer issuer, String client) {
        this.issuer = issuer;
        this.client = client;
    }

    /** What is asked; the token only as its hash, so that no cache holds one. */
    private record Question(String tokenHash, String permission) {}

    /** Whether the sender of {@code token} holds {@code scope} on {@code resource}. */
    boolean allows(String token, String scope, Resource resource) {
        return !answer(token, resource.name() + "#" + scope, "decision").isEmpty();
    }

    /** Names of all resources on which the sender of {@code token} holds {@code scope}. */
    Set<String> resources(String token, String scope) {
        return answer(token, "#" + scope, "permissions");
    }

    private Set<String> answer(String token, String permission, String mode) {
        Question question = new Question(ApiKey.hashOf(token), permission);
        Set<String> known = answers.getIfPresent(question);
        if (known != null) {
            return known;
        }
        try {
            Set<String> answer = ask(token, permission, mode);
            answers.put(question, answer);
            return answer;
        } catch (IssuerFailure e) {
            throw issuer.away(e);
        }
    }

    private Set<String> ask(String token, String permission, String mode) {
        Optional<URI> address = issuer.metadata().tokens();
        if (address.isEmpty()) {
            return Set.of();
        }
        Map<String, String> form = new TreeMap<>(
                Map.of("grant_type", GRANT, "audience", client, "permission", permission, "response_mode", mode));
        HttpResponse<String> response = issuer.send(HttpRequest.newBuilder(address.get())
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                        .collect(Collectors.joining("&")))));
        JsonNode body = json(response);
        if (response.statusCode() == 200) {
            return mode.equals("decision") ? decided(body, permission) : named(body);
        }
        String error = body.path("error").asText("");
        if (response.statusCode() >= 500 || response.statusCode() == 429) {
            throw new IssuerFailure(address.get() + " answers " + response.statusCode());
        }
        if (!NOES.contains(error)) {
            LOG.warn("The issuer does not decide on {}: status {}, error {}", permission, response.statusCode(), error);
        }
        return Set.of();
    }

    private static Set<String> decided(JsonNode body, String permission) {
        return body.path("result").asBoolean(false) ? Set.of(permission) : Set.of();
    }

    private static Set<String> named(JsonNode body) {
        return StreamSupport.stream(body.spliterator(), false)
                .map(permission -> permission.path("rsname").asText(""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (JsonProcessingException notJson) {
            throw new IssuerFailure(response.uri() + " answers " + response.statusCode() + " without JSON", notJson);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
