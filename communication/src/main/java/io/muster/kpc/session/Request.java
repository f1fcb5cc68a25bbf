package io.muster.kpc.session;

import io.muster.contract.kp.KpRequest;
import io.muster.kpc.extension.Answer;
import io.muster.kpc.extension.Inquiry;
import io.muster.kpc.extension.Route;
import java.util.Optional;
import java.util.Set;

/** A message of a device on its way: what it was, and where it goes. */
record Request(String correlationId, Publication publication, Route route) {

    /** This without its payload, which nobody needs once it is sent. */
    Request sent() {
        return new Request(correlationId, publication.sent(), route);
    }

    boolean awaitsAnswer() {
        return route.request().requestId().isPresent();
    }

    /** Whether it came under one of the tokens. */
    boolean isUnder(Set<Pass.Key> keys) {
        return route.request()
                .token()
                .map(token -> keys.contains(new Pass.Key(route.application(), token)))
                .orElse(false);
    }

    Inquiry inquiry(Optional<String> endpointId) {
        KpRequest request = route.request();
        return new Inquiry(
                route.version(),
                route.extension(),
                endpointId,
                request.resourcePath(),
                request.requestId(),
                publication.payload());
    }

    /** Whether an answer that does not carry the right correlation ID is still one to this. */
    boolean looksLike(Answer answer) {
        KpRequest request = route.request();
        return request.requestId().equals(answer.requestId())
                && request.resourcePath().equals(answer.resourcePath())
                && answer.extension().map(route.extension()::equals).orElse(true);
    }
}
