package io.muster.platform.security;

import io.muster.platform.http.Access;
import io.muster.platform.http.Resource;
import java.util.Set;

/** Scopes held on every resource. */
record HeldScopes(Set<String> scopes) implements Access {

    @Override
    public boolean allows(String scope, Resource resource) {
        return scopes.contains(scope);
    }

    @Override
    public Reach reach(String scope) {
        return scopes.contains(scope) ? new Reach.Everything() : new Reach.Only(Set.of());
    }
}
