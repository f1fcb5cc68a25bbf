package io.muster.epr.membership;

import io.muster.contract.avro.Efe;
import io.muster.contract.avro.Message;
import io.muster.epr.feed.DocumentChange;
import io.muster.epr.filter.stored.FilterRecord;
import io.muster.epr.filter.stored.MendedMember;
import io.muster.platform.feed.ChangeRecord;
import io.muster.platform.nats.Event;
import org.apache.avro.specific.SpecificRecord;
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

    /** Constructor of an event about a filter as such. */
    @FunctionalInterface
    private interface AboutFilter<E> {
        E make(
                long timestamp,
                long timeout,
                String correlationId,
                String originator,
                String filterId,
                String application,
                @Nullable String name);
    }

    /** Constructor of an event about an endpoint and a filter. */
    @FunctionalInterface
    private interface AboutMember<E> {
        E make(
                long timestamp,
                long timeout,
                String correlationId,
                String originator,
                String filterId,
                String application,
                String appVersion,
                @Nullable String name,
                String endpointId);
    }

    Event matched(DocumentChange change, KnownFilter filter) {
        return member(Efe.MATCHED, EndpointMatchedFilterEvent::new, change, filter, 'm');
    }

    Event unmatched(DocumentChange change, KnownFilter filter) {
        return member(Efe.UNMATCHED, EndpointUnmatchedFilterEvent::new, change, filter, 'u');
    }

    private <E extends SpecificRecord> Event member(
            Message.FilterEvent<E> kind, AboutMember<E> event, DocumentChange change, KnownFilter filter, char what) {
        E about = event.make(
                change.changedAt().toEpochMilli(),
                NO_TIMEOUT,
                change.correlationId(),
                replica,
                filter.id(),
                filter.application(),
                change.after().or(change::before).orElseThrow().appVersion(),
                filter.name().orElse(null),
                change.endpointId());
        String messageId = change.messageId() + '-' + what + '-' + filter.id() + '-' + filter.generation();
        return new Event(
                kind.from(instance, filter.id()),
                change.endpointId(),
                kind.codec().encode(about),
                messageId);
    }

    /** An endpoint that was missing among the members was put in. */
    Event entered(ChangeRecord record, MendedMember member, String messageId) {
        return mended(Efe.MATCHED, EndpointMatchedFilterEvent::new, record, member, messageId);
    }

    /** An endpoint that should not have been a member was taken out. */
    Event left(ChangeRecord record, MendedMember member, String messageId) {
        return mended(Efe.UNMATCHED, EndpointUnmatchedFilterEvent::new, record, member, messageId);
    }

    private <E extends SpecificRecord> Event mended(
            Message.FilterEvent<E> kind,
            AboutMember<E> event,
            ChangeRecord record,
            MendedMember member,
            String messageId) {
        E about = event.make(
                record.createdAt().toEpochMilli(),
                NO_TIMEOUT,
                record.correlationId(),
                replica,
                member.filterId(),
                member.application(),
                member.appVersion(),
                member.name().orElse(null),
                record.subject());
        return new Event(
                kind.from(instance, member.filterId()),
                record.subject(),
                kind.codec().encode(about),
                messageId);
    }

    Event pending(ChangeRecord record, FilterRecord filter, String messageId) {
        return filter(Efe.PENDING, EndpointFilterPendingEvent::new, record, filter, messageId);
    }

    Event activated(ChangeRecord record, FilterRecord filter, String messageId) {
        return filter(Efe.ACTIVATED, EndpointFilterActivatedEvent::new, record, filter, messageId);
    }

    Event deleted(ChangeRecord record, FilterRecord filter, String messageId) {
        return filter(Efe.DELETED, EndpointFilterDeletedEvent::new, record, filter, messageId);
    }

    private <E extends SpecificRecord> Event filter(
            Message.FilterEvent<E> kind,
            AboutFilter<E> event,
            ChangeRecord record,
            FilterRecord filter,
            String messageId) {
        E about = event.make(
                record.createdAt().toEpochMilli(),
                NO_TIMEOUT,
                record.correlationId(),
                replica,
                record.subject(),
                filter.application(),
                filter.name().orElse(null));
        return new Event(
                kind.from(instance, record.subject()),
                record.subject(),
                kind.codec().encode(about),
                messageId);
    }
}
