package io.muster.platform.security;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.platform.config.Security;
import io.muster.platform.http.Caller;
import io.muster.platform.http.Gatekeeper;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Request;
import java.util.Optional;

/**
 * Lets in who shows a valid API key or bearer token and holds the scope of the operation. A key wins over a token when
 * a request carries both.
 */
public final class AccessControl implements Gatekeeper {

    /** Header that carries an API key. */
    public static final String KEY_HEADER = "x-iamcore-api-key";

    private static final String BEARER = "bearer ";

    private final ApiKeyRing keys;
    private final Optional<BearerTokens> tokens;

    private AccessControl(ApiKeyRing keys, Optional<BearerTokens> tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    /** The gatekeeper that {@code security} asks for: an open door when it asks for none. Does not call the issuer. */
    public static Gatekeeper of(Security security) {
        return security.authenticates()
                ? new AccessControl(
                        new ApiKeyRing(security.apiKeys()),
                        security.enabled()
                                ? security.issuer().map(issuer -> BearerTokens.of(issuer, security))
                                : Optional.empty())
                : Gatekeeper.OPEN;
    }

    @Override
    public Caller admit(Request request, Operation operation) {
        Caller caller = known(request);
        if (!operation.scope().isEmpty()) {
            operation.target().of(request).ifPresent(resource -> caller.require(operation.scope(), resource));
        }
        return caller;
    }

    private Caller known(Request request) {
        Optional<String> key = request.header(KEY_HEADER).filter(given -> !keys.isEmpty());
        if (key.isPresent()) {
            return keys.holderOf(key.get()).orElseThrow(() -> unauthenticated("The API key is not known"));
        }
        String header = request.header("Authorization").orElse("").strip();
        if (tokens.isEmpty() || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw unauthenticated("Credentials are needed: send " + wanted());
        }
        return tokens.get().callerOf(header.substring(BEARER.length()).strip());
    }

    private String wanted() {
        String token = "an access token in \"Authorization: Bearer ...\"";
        String key = "an API key in the header " + KEY_HEADER;
        if (tokens.isEmpty()) {
            return key;
        }
        return keys.isEmpty() ? token : token + " or " + key;
    }

    static Refused unauthenticated(String message) {
        return new Refusal(Kind.UNAUTHENTICATED, message).refused();
    }
}
