package io.muster.cm.credential;

import io.muster.contract.error.Refusal;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Changes of state on request: decided on the row as it is, stored if it is still so, enforced before returning. */
public final class Transitions<C extends Credential> {

    private final CredentialTable<C> table;
    private final Marks marks;
    private final Announcements announcements;

    public Transitions(CredentialTable<C> table, Marks marks, Announcements announcements) {
        this.table = table;
        this.marks = marks;
        this.announcements = announcements;
    }

    /** What the caller demands of the row as it is; throws {@link io.muster.contract.error.Refused} when it is not so. */
    @FunctionalInterface
    public interface Precondition<C> {

        /** Demands nothing. */
        static <C> Precondition<C> none() {
            return current -> {};
        }

        void check(C current);
    }

    /**
     * Moves a credential to another state, see {@link Lifecycle}. When this ends a usable credential, this replica does
     * not accept it any longer, and the event is out, before this returns.
     *
     * @return the credential as it is now
     * @throws io.muster.contract.error.Refused 404 unknown, 409 not allowed
     */
    public C move(UUID id, Precondition<C> precondition, Status to) {
        while (true) {
            C current = current(id, precondition);
            Optional<C> moved =
                    switch (Lifecycle.request(current.state().status(), to)) {
                        case Lifecycle.Decision.Stay stay -> confirmed(current);
                        case Lifecycle.Decision.No no -> throw no.refusal().refused();
                        case Lifecycle.Decision.Move move ->
                            enforce(current, move.revokes(), () -> table.move(current, to, move.revokes()));
                    };
            if (moved.isPresent()) {
                return moved.get();
            }
        }
    }

    /** It was moved by somebody else, perhaps just now: whoever is told so must not be answered by what was before. */
    private Optional<C> confirmed(C current) {
        marks.mark(current.id());
        return Optional.of(current);
    }

    /**
     * Deletes a credential; enforced and announced like {@link #move}.
     *
     * @throws io.muster.contract.error.Refused 404 unknown
     */
    public void delete(UUID id, Precondition<C> precondition) {
        while (true) {
            C current = current(id, precondition);
            if (enforce(current, current.state().status().usable(), () -> table.delete(current))
                    .isPresent()) {
                return;
            }
        }
    }

    /** The row, if it is there and the precondition holds. */
    public C current(UUID id, Precondition<C> precondition) {
        C current = table.byId(id).orElseThrow(() -> unknown(id));
        precondition.check(current);
        return current;
    }

    /** 404. */
    public RuntimeException unknown(Object id) {
        return Refusal.notFound("There is no %s with ID \"%s\"".formatted(table.kind(), id))
                .refused();
    }

    /**
     * Carries out a write after which this replica must not accept {@code current} as it was.
     *
     * @param announced whether the write announces that, which is then waited for
     * @return what {@code write} yields; nothing when it lost a race
     */
    public Optional<C> enforce(C current, boolean announced, Supplier<Optional<C>> write) {
        Supplier<Optional<C>> marking = () -> {
            try {
                return write.get();
            } finally {
                // Even if the write failed: it may have been carried out all the same.
                marks.mark(current.id());
            }
        };
        return announced && !current.state().ended() ? announcements.await(current.id(), marking) : marking.get();
    }
}
