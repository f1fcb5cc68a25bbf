package io.muster.platform.security;

import io.muster.platform.http.Access;
import io.muster.platform.http.Resource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the sender of an access token may do: what the token grants, else what the issuer decides. */
final class TokenAccess implements Access {

    private final String token;
    private final Granted granted;
    private final Optional<Decisions> decisions;

    TokenAccess(String token, Granted granted, Optional<Decisions> decisions) {
        this.token = token;
        this.granted = granted;
        this.decisions = decisions;
    }

    @Override
    public boolean allows(String scope, Resource resource) {
        return granted.covers(scope, resource)
                || decisions
                        .map(issuer -> issuer.allows(token, scope, resource))
                        .orElse(false);
    }

    @Override
    public Reach reach(String scope) {
        if (granted.everywhere(scope)) {
            return new Reach.Everything();
        }
        Collection<String> decided = decisions
                .<Collection<String>>map(issuer -> issuer.resources(token, scope))
                .orElse(Set.of());
        return new Reach.Only(Stream.concat(granted.resources(scope).stream(), decided.stream())
                .flatMap(name -> Resource.named(name).stream())
                .collect(Collectors.toUnmodifiableSet()));
    }
}
