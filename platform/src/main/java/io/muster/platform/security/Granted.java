package io.muster.platform.security;

import com.nimbusds.jwt.JWTClaimsSet;
import io.muster.platform.http.Resource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an access token itself grants.
 *
 * @param scopes scopes on everything: claim {@code scope}
 * @param permissions scopes on single resources: {@code authorization.permissions} of a UMA requesting party token
 */
record Granted(Set<String> scopes, List<Permission> permissions) {

    /**
     * Scopes on one resource.
     *
     * @param resource its name; empty for all resources
     */
    record Permission(Optional<String> resource, Set<String> scopes) {

        boolean covers(String scope, Resource wanted) {
            return scopes.contains(scope) && resource.map(wanted.name()::equals).orElse(true);
        }
    }

    /** Reads the claims; what has another form than expected grants nothing. */
    static Granted in(JWTClaimsSet claims) {
        List<Permission> permissions = new ArrayList<>();
        if (claims.getClaim("authorization") instanceof Map<?, ?> authorization
                && authorization.get("permissions") instanceof Collection<?> list) {
            list.forEach(each -> permission(each).ifPresent(permissions::add));
        }
        return new Granted(words(claims.getClaim("scope")), permissions);
    }

    boolean covers(String scope, Resource resource) {
        return scopes.contains(scope)
                || permissions.stream().anyMatch(permission -> permission.covers(scope, resource));
    }

    boolean everywhere(String scope) {
        return scopes.contains(scope)
                || permissions.stream()
                        .anyMatch(each ->
                                each.resource().isEmpty() && each.scopes().contains(scope));
    }

    /** Names of the resources on which {@code scope} is held. */
    List<String> resources(String scope) {
        return permissions.stream()
                .filter(permission -> permission.scopes().contains(scope))
                .flatMap(permission -> permission.resource().stream())
                .toList();
    }

    /** A permission as tokens and decisions write it; Keycloak's older releases name the resource differently. */
    private static Optional<Permission> permission(Object entry) {
        if (!(entry instanceof Map<?, ?> members)) {
            return Optional.empty();
        }
        Object named = members.containsKey("rsname") ? members.get("rsname") : members.get("resource_set_name");
        boolean unnamed = named == null && !members.containsKey("rsid") && !members.containsKey("resource_set_id");
        if (!unnamed && !(named instanceof String)) {
            return Optional.empty();
        }
        Optional<String> resource = Optional.ofNullable(named).map(String.class::cast);
        return Optional.of(new Permission(resource, words(members.get("scopes"))));
    }

    private static Set<String> words(@Nullable Object claim) {
        Set<String> words = new HashSet<>();
        if (claim instanceof String text) {
            words.addAll(Arrays.asList(text.strip().split("\\s+")));
        } else if (claim instanceof Collection<?> list) {
            list.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .forEach(words::add);
        }
        words.remove("");
        return words;
    }
}
