package io.muster.faults.check;

import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.Heard;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How long events took after their changes were acknowledged. */
public final class Delays {
    private final Collection<Change> changes;
    private final Map<String, Long> told;

    /** Compares these, as far as an event names its change. */
    public Delays(Collection<Change> changes, List<Heard> heard) {
        this.changes = changes;
        this.told = heard.stream()
                .collect(Collectors.toMap(
                        event -> key(event.correlationId(), event.endpointId()), Heard::stored, Math::min));
    }

    private static String key(String changeId, String endpointId) {
        return changeId + "/" + endpointId;
    }

    /** The longest in nanoseconds, of changes that were acknowledged between two moments of this process's clock. */
    public long longest(long from, long to) {
        return changes.stream()
                .filter(change -> change.outcome() == Outcome.ACKNOWLEDGED)
                .filter(change -> change.answered() >= from && change.answered() <= to)
                .mapToLong(change -> Optional.ofNullable(told.get(key(change.id(), change.endpointId())))
                        .map(stored -> stored - change.answered())
                        .orElse(0L))
                .max()
                .orElse(0);
    }
}
