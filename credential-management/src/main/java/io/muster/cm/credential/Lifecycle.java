package io.muster.cm.credential;

import static io.muster.cm.credential.Status.ACTIVE;
import static io.muster.cm.credential.Status.INACTIVE;
import static io.muster.cm.credential.Status.REVOKED;
import static io.muster.cm.credential.Status.SUSPENDED;

import io.muster.contract.error.Refusal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The state machine of all credentials. What may be requested stands in one table; besides it, the first successful use
 * moves Inactive to Active, and deletion is possible from every state.
 */
public final class Lifecycle {

    private static final Map<Status, List<Status>> BY_REQUEST = Map.of(
            INACTIVE, List.of(SUSPENDED, REVOKED),
            ACTIVE, List.of(SUSPENDED, REVOKED),
            SUSPENDED, List.of(ACTIVE, REVOKED),
            REVOKED, List.of());

    private Lifecycle() {}

    /** States that may be requested for a credential in state {@code from}. */
    public static List<Status> allowed(Status from) {
        return BY_REQUEST.getOrDefault(from, List.of());
    }

    /** What a request for state {@code to} means for a credential in state {@code from}. */
    public static Decision request(Status from, Status to) {
        if (from == to) {
            return new Decision.Stay();
        }
        if (allowed(from).contains(to)) {
            return new Decision.Move(to, from.usable() && !to.usable());
        }
        return new Decision.No(Refusal.conflict("A credential that is %s cannot be made %s%s; allowed from here: %s"
                .formatted(
                        from.word(),
                        to.word(),
                        to == ACTIVE && from == INACTIVE ? " on request, only its first use does that" : "",
                        allowedText(from))));
    }

    private static String allowedText(Status from) {
        List<Status> allowed = allowed(from);
        return allowed.isEmpty()
                ? "deletion"
                : allowed.stream().map(Status::word).collect(Collectors.joining(", ")) + ", deletion";
    }

    /** What is to happen. */
    public sealed interface Decision {

        /** The state is the wanted one already: success, and nothing changes. */
        record Stay() implements Decision {}

        /**
         * The state changes.
         *
         * @param revokes whether the credential stops being accepted, which is announced
         */
        record Move(Status to, boolean revokes) implements Decision {}

        /** 409, with the states that may be requested instead. */
        record No(Refusal refusal) implements Decision {}
    }
}
