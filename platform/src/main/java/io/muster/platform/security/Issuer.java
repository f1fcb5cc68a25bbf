package io.muster.platform.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.platform.config.ServerUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenID Connect provider that issues the tokens. What it publishes about itself is read when it is first needed
 * and kept; while it cannot be read, one caller tries at a time and not more often than once a second.
 */
final class Issuer {

    private static final Logger LOG = LoggerFactory.getLogger(Issuer.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final long SAY_AGAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final String address;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Metadata metadata;
    private @Nullable IssuerFailure failure;
    private long failedAt;
    private final AtomicLong said = new AtomicLong();

    Issuer(ServerUrl url) {
        this.address = url.bare().replaceAll("/+$", "");
    }

    /**
     * What the issuer publishes (OpenID Connect Discovery 1.0).
     *
     * @param issuer its name exactly as tokens carry it
     * @param keys where its keys are
     * @param tokens where decisions are asked for; not every issuer has that
     */
    record Metadata(String issuer, URI keys, Optional<URI> tokens) {}

    /** @throws IssuerFailure when it cannot be read */
    Metadata metadata() {
        Metadata known = metadata;
        if (known != null) {
            return known;
        }
        reading.lock();
        try {
            Metadata meanwhile = metadata;
            if (meanwhile != null) {
                return meanwhile;
            }
            IssuerFailure before = failure;
            if (before != null && System.nanoTime() - failedAt < PAUSE_NANOS) {
                throw before;
            }
            return read();
        } finally {
            reading.unlock();
        }
    }

    private Metadata read() {
        try {
            Metadata found = parsed(get(URI.create(address + "/.well-known/openid-configuration")));
            metadata = found;
            return found;
        } catch (IssuerFailure e) {
            failure = e;
            failedAt = System.nanoTime();
            throw e;
        }
    }

    private Metadata parsed(String text) {
        try {
            JsonNode document = Json.mapper().readTree(text);
            String name = document.path("issuer").asText("");
            if (!name.replaceAll("/+$", "").equals(address)) {
                throw new IssuerFailure(address + " describes the issuer as \"" + name + "\"; configure that name");
            }
            return new Metadata(
                    name,
                    URI.create(document.required("jwks_uri").asText()),
                    Optional.ofNullable(document.get("token_endpoint"))
                            .map(JsonNode::asText)
                            .map(URI::create));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IssuerFailure(address + " describes itself in a way that is not OpenID Connect Discovery", e);
        }
    }

    /** 503 to whoever needs the issuer now. Says why in the log, but not for every request. */
    Refused away(Exception why) {
        long last = said.get();
        long now = System.nanoTime();
        if ((last == 0 || now - last > SAY_AGAIN_NANOS) && said.compareAndSet(last, now)) {
            LOG.warn("Access tokens cannot be checked: {}", why.getMessage());
        }
        return Refusal.unavailable("The issuer of access tokens is not reachable; try again", RETRY_AFTER)
                .refused();
    }

    /** The body of a resource of the issuer. */
    String get(URI uri) {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri).header("Accept", "application/json"));
        if (response.statusCode() != 200) {
            throw new IssuerFailure(uri + " answers " + response.statusCode());
        }
        return response.body();
    }

    /** Sends {@code request} with a deadline. */
    HttpResponse<String> send(HttpRequest.Builder request) {
        HttpRequest ready = request.timeout(PATIENCE).build();
        try {
            return client.send(ready, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IssuerFailure(ready.uri() + " cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IssuerFailure("Interrupted while asking " + ready.uri(), e);
        }
    }
}
