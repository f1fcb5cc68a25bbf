package io.muster.cm.rest;

import io.muster.cm.credential.Credential;
import io.muster.cm.credential.Transitions.Precondition;
import io.muster.contract.error.Refusal;
import io.muster.platform.http.Request;
import java.util.UUID;
import java.util.function.Supplier;

/** What requests about one credential have in common. */
final class Preconditions {

    private Preconditions() {}

    /** The ID in the path; what is no ID names nothing: 404. */
    static UUID id(Request request, String parameter, String kind) {
        String text = request.path(parameter);
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException notAnId) {
            // Refused below.
        }
        throw Refusal.notFound("There is no %s with this ID".formatted(kind)).refused();
    }

    /** {@code If-Match} against the revision of the credential. */
    static <C extends Credential> Precondition<C> ifMatch(Request request) {
        return ifMatch(request, () -> "");
    }

    /** {@code If-Match} against the revision of the credential, or the tag of the list it is in. */
    static <C extends Credential> Precondition<C> ifMatch(Request request, Supplier<String> tagOfList) {
        return current -> request.ifMatch()
                .filter(tags -> !tags.match(current.state().tag()) && !tags.match(tagOfList.get()))
                .ifPresent(stale -> {
                    throw Refusal.preconditionFailed("If-Match does not hold: the current ETag is \"%s\" (status %s)"
                                    .formatted(
                                            current.state().tag(),
                                            current.state().status().word()))
                            .refused();
                });
    }
}
