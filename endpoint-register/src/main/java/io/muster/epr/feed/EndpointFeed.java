package io.muster.epr.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.endpoint.Change;
import io.muster.epr.metadata.MetadataDiff;
import io.muster.platform.feed.ChangeRecord;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.nats.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the Endpoint Register does with its changes: decides the events of each and lets membership of filters follow.
 *
 * <p>Events of one change in this order: the lifecycle or metadata event, then ep-unmatched, then ep-matched; for an
 * endpoint that goes, ep-unmatched and then unregistered. Records of other kinds go to the handler of their prefix.
 */
public final class EndpointFeed implements FeedProcessor {

    private final EndpointEvents events;
    private final MessageIds ids;
    private final Membership membership;
    private final List<RecordHandler> handlers;

    /**
     * Decides for one service instance.
     *
     * @param schema database schema of the records
     * @param instance service instance name
     * @param replica ID of this replica
     * @param handlers for records that are not about endpoints
     */
    public EndpointFeed(
            String schema, String instance, String replica, Membership membership, List<RecordHandler> handlers) {
        this.events = new EndpointEvents(instance, replica);
        this.ids = new MessageIds(schema);
        this.membership = membership;
        this.handlers = List.copyOf(handlers);
    }

    @Override
    public List<String> beside() {
        return membership.beside();
    }

    @Override
    public Outcome process(List<ChangeRecord> batch, Reading reading) {
        List<Told> told = batch.stream().map(this::tell).toList();
        List<DocumentChange> changes = told.stream()
                .filter(EndpointChange.class::isInstance)
                .map(EndpointChange.class::cast)
                .map(EndpointChange::document)
                .toList();
        // Handlers of other records may have read something, which has to be proved by what is read after it.
        Consequences consequences = changes.isEmpty()
                ? Consequences.none(0)
                : membership.of(changes, changes.size() == batch.size() ? reading : reading::query);
        Set<Long> postponed = consequences.postponed();
        List<Event> published = new ArrayList<>();
        Tally tally = new Tally();
        changes.stream()
                .filter(change -> !postponed.contains(change.sequence()))
                .forEach(tally::add);
        List<Store> stores = new ArrayList<>(consequences.stores());
        if (!tally.isEmpty()) {
            stores.add(tally::store);
        }
        int next = 0;
        for (Told one : told) {
            switch (one) {
                case EndpointChange change -> {
                    Consequences.Events memberships = consequences.perChange().get(next++);
                    if (!postponed.contains(change.document().sequence())) {
                        inOrder(change, memberships, published);
                    }
                }
                case OtherChange other -> {
                    published.addAll(other.outcome().events());
                    stores.addAll(other.outcome().stores());
                }
            }
        }
        return new Outcome(
                published,
                stores,
                consequences.ahead(),
                batch.stream()
                        .filter(record -> postponed.contains(record.sequence()))
                        .collect(Collectors.toSet()));
    }

    private static void inOrder(EndpointChange change, Consequences.Events memberships, List<Event> published) {
        boolean last = change.document().after().isEmpty();
        if (!last) {
            published.add(change.event());
        }
        published.addAll(memberships.unmatched());
        published.addAll(memberships.matched());
        if (last) {
            published.add(change.event());
        }
    }

    private sealed interface Told {}

    private record EndpointChange(DocumentChange document, Event event) implements Told {}

    private record OtherChange(Outcome outcome) implements Told {}

    private Told tell(ChangeRecord record) {
        String messageId = ids.of(record);
        return Change.Kind.of(record.kind())
                .map(kind -> endpointChange(record, Change.of(kind, record.content(), record.createdAt()), messageId))
                .orElseGet(() -> new OtherChange(handler(record).process(record, messageId)));
    }

    private Told endpointChange(ChangeRecord record, Change change, String messageId) {
        MetadataDiff diff = diff(change);
        DocumentChange document = new DocumentChange(
                record.sequence(),
                record.partition(),
                record.subject(),
                change.application(),
                document(change.oldVersion(), change.oldMetadata()),
                document(change.newVersion(), change.newMetadata()),
                diff,
                change.endpointCreatedAt(),
                change.at(),
                record.correlationId(),
                messageId);
        return new EndpointChange(document, events.of(record, change, diff, messageId));
    }

    private static MetadataDiff diff(Change change) {
        return change.kind() == Change.Kind.METADATA_UPDATED
                ? MetadataDiff.between(
                        change.oldMetadata().orElseThrow(), change.newMetadata().orElseThrow())
                : MetadataDiff.NONE;
    }

    private static Optional<Document> document(Optional<String> version, Optional<ObjectNode> metadata) {
        return version.flatMap(name -> metadata.map(values -> new Document(name, values)));
    }

    private RecordHandler handler(ChangeRecord record) {
        return handlers.stream()
                .filter(handler -> record.kind().startsWith(handler.kindPrefix()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No handler for change records of kind " + record.kind()));
    }

    @Override
    public void acquired(Set<Integer> partitions) {
        membership.acquired(partitions);
    }

    @Override
    public boolean step(Set<Integer> owned, Guard guard) {
        return membership.step(owned, guard);
    }
}
