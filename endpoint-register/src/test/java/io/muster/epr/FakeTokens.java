package io.muster.epr;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.registration.TokenProvisioning;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Credential Management in memory: what registration may assume of it, and nothing more. */
public final class FakeTokens implements TokenProvisioning {

    private final Map<String, String> owners = new HashMap<>();
    private boolean unreachable;

    @Override
    public synchronized Token provision(String endpointId, String application, Optional<EndpointToken> wanted) {
        if (unreachable) {
            throw new Refused(Refusal.unavailable("unreachable", Duration.ofSeconds(1)));
        }
        String token = wanted.map(EndpointToken::value)
                .orElseGet(() -> UUID.randomUUID().toString().replace("-", ""));
        if (owners.putIfAbsent(application + "/" + token, endpointId) != null) {
            throw new Refused(Refusal.conflict("Token is already in use"));
        }
        return new Token(EndpointToken.of(token), "Inactive");
    }

    @Override
    public synchronized void drop(String endpointId) {
        if (unreachable) {
            throw new Refused(Refusal.unavailable("unreachable", Duration.ofSeconds(1)));
        }
        owners.values().removeIf(endpointId::equals);
    }

    /** From now on no call succeeds, or calls succeed again. */
    public synchronized void setUnreachable(boolean now) {
        unreachable = now;
    }

    /** The endpoint that has this token. */
    public synchronized Optional<String> owner(String application, String token) {
        return Optional.ofNullable(owners.get(application + "/" + token));
    }

    /** The tokens of an endpoint. */
    public synchronized List<String> of(String endpointId) {
        return owners.entrySet().stream()
                .filter(entry -> entry.getValue().equals(endpointId))
                .map(entry -> entry.getKey().replaceFirst(".*/", ""))
                .toList();
    }

    /** Whether the endpoint has any token. */
    public synchronized boolean has(String endpointId) {
        return owners.containsValue(endpointId);
    }
}
