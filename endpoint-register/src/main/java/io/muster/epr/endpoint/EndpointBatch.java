package io.muster.epr.endpoint;

import io.muster.platform.postgres.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Stores many new endpoints with their change records in a transaction of the caller. */
public final class EndpointBatch {

    private final Clock clock;

    /** @param clock tells when they are registered */
    public EndpointBatch(Clock clock) {
        this.clock = clock;
    }

    /**
     * Stores them in this order. Their IDs must be free, see {@link io.muster.epr.registration.BulkRegistration}; the
     * registration intents that they name must stand, and go.
     *
     * @throws IllegalStateException when an ID is not free
     */
    public void store(Database.Transaction tx, List<Command.Register> commands, String correlationId) {
        if (commands.isEmpty()) {
            return;
        }
        Instant now = Micros.cut(clock.instant());
        Set<String> done = WriteStatement.run(
                tx::query,
                commands.stream()
                        .map(command -> new WriteStatement.Item(
                                Deciding.created(command, now), command.attempt(), correlationId))
                        .toList());
        if (done.size() != commands.size()) {
            throw new IllegalStateException(
                    "%d of %d endpoint IDs were not free".formatted(commands.size() - done.size(), commands.size()));
        }
    }
}
