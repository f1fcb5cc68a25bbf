package io.muster.platform.http;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** What {@code WWW-Authenticate} says in answers to callers that are not let in (RFC 6750, section 3). */
final class Challenge {

    static final String HEADER = "WWW-Authenticate";
    private static final String BEARER = "Bearer realm=\"muster\"";

    private Challenge() {}

    /** The challenge that belongs to {@code refusal}; none when other credentials would not help. */
    static Optional<String> to(HttpServerRequest request, Refusal refusal) {
        if (refusal.kind() != Kind.UNAUTHENTICATED) {
            return Optional.empty();
        }
        return Optional.of(
                request.headers().contains("Authorization")
                        ? BEARER + ", error=\"invalid_token\", error_description=\"" + quotable(refusal.message())
                                + "\""
                        : BEARER);
    }

    private static String quotable(String message) {
        return message.replaceAll("[^ !#-\\[\\]-~]", "'");
    }
}
