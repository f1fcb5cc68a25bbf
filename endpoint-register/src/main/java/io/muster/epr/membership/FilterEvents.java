package io.muster.epr.membership;

import io.muster.contract.avro.Efe;
import io.muster.epr.feed.DocumentChange;
import io.muster.platform.feed.ChangeRecord;
import io.muster.platform.nats.Event;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterActivatedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterDeletedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterPendingEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointMatchedFilterEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointUnmatchedFilterEvent;

/**
 * Makes the events of 18/EFE.
 *
 * <p>Message IDs name the generation of the filter: a change that was published for an older query and is decided again
 * for a newer one is another event, not a repetition.
 *
 * @param instance service instance name, part of every subject
 * @param replica the replica that publishes
 */
record FilterEvents(String instance, String replica) {

    /** Events are history: they never expire. */
    private static final long NO_TIMEOUT = 0;

    Event matched(DocumentChange change, KnownFilter filter) {
        EndpointMatchedFilterEvent event = new EndpointMatchedFilterEvent(
                change.changedAt().toEpochMilli(),
                NO_TIMEOUT,
                change.correlationId(),
                replica,
                filter.id(),
                filter.application(),
                versionOf(change),
                orNull(filter.name()),
                change.endpointId());
        return new Event(
                Efe.MATCHED.from(instance, filter.id()),
                Efe.MATCHED.codec().encode(event),
                messageId(change, 'm', filter));
    }

    Event unmatched(DocumentChange change, KnownFilter filter) {
        EndpointUnmatchedFilterEvent event = new EndpointUnmatchedFilterEvent(
                change.changedAt().toEpochMilli(),
                NO_TIMEOUT,
                change.correlationId(),
                replica,
                filter.id(),
                filter.application(),
                versionOf(change),
                orNull(filter.name()),
                change.endpointId());
        return new Event(
                Efe.UNMATCHED.from(instance, filter.id()),
                Efe.UNMATCHED.codec().encode(event),
                messageId(change, 'u', filter));
    }

    private static String messageId(DocumentChange change, char what, KnownFilter filter) {
        return change.messageId() + '-' + what + '-' + filter.id() + '-' + filter.generation();
    }

    private static String versionOf(DocumentChange change) {
        return change.after().or(change::before).orElseThrow().appVersion();
    }

    Event pending(ChangeRecord record, String application, Optional<String> name, String messageId) {
        EndpointFilterPendingEvent event = new EndpointFilterPendingEvent(
                record.createdAt().toEpochMilli(),
                NO_TIMEOUT,
                record.correlationId(),
                replica,
                record.subject(),
                application,
                orNull(name));
        return new Event(
                Efe.PENDING.from(instance, record.subject()),
                Efe.PENDING.codec().encode(event),
                messageId);
    }

    Event activated(ChangeRecord record, String application, Optional<String> name, String messageId) {
        EndpointFilterActivatedEvent event = new EndpointFilterActivatedEvent(
                record.createdAt().toEpochMilli(),
                NO_TIMEOUT,
                record.correlationId(),
                replica,
                record.subject(),
                application,
                orNull(name));
        return new Event(
                Efe.ACTIVATED.from(instance, record.subject()),
                Efe.ACTIVATED.codec().encode(event),
                messageId);
    }

    Event deleted(ChangeRecord record, String application, Optional<String> name, String messageId) {
        EndpointFilterDeletedEvent event = new EndpointFilterDeletedEvent(
                record.createdAt().toEpochMilli(),
                NO_TIMEOUT,
                record.correlationId(),
                replica,
                record.subject(),
                application,
                orNull(name));
        return new Event(
                Efe.DELETED.from(instance, record.subject()),
                Efe.DELETED.codec().encode(event),
                messageId);
    }

    private static @Nullable String orNull(Optional<String> name) {
        return name.orElse(null);
    }
}
