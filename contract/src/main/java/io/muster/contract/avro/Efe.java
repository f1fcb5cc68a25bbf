package io.muster.contract.avro;

import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterActivatedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterDeletedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointFilterPendingEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointMatchedFilterEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.filter.EndpointUnmatchedFilterEvent;

/** 18/EFE: filters and who belongs to them. */
public final class Efe {
    /** A filter is being worked out. */
    public static final Message.FilterEvent<EndpointFilterPendingEvent> PENDING =
            new Message.FilterEvent<>(Protocol.EFE, "pending", Codec.of(EndpointFilterPendingEvent.getClassSchema()));

    /** A filter can be searched by. */
    public static final Message.FilterEvent<EndpointFilterActivatedEvent> ACTIVATED = new Message.FilterEvent<>(
            Protocol.EFE, "activated", Codec.of(EndpointFilterActivatedEvent.getClassSchema()));

    /** A filter is gone. */
    public static final Message.FilterEvent<EndpointFilterDeletedEvent> DELETED =
            new Message.FilterEvent<>(Protocol.EFE, "deleted", Codec.of(EndpointFilterDeletedEvent.getClassSchema()));

    /** An endpoint has come to match a filter. */
    public static final Message.FilterEvent<EndpointMatchedFilterEvent> MATCHED = new Message.FilterEvent<>(
            Protocol.EFE, "ep-matched", Codec.of(EndpointMatchedFilterEvent.getClassSchema()));

    /** An endpoint has stopped matching a filter. */
    public static final Message.FilterEvent<EndpointUnmatchedFilterEvent> UNMATCHED = new Message.FilterEvent<>(
            Protocol.EFE, "ep-unmatched", Codec.of(EndpointUnmatchedFilterEvent.getClassSchema()));

    private Efe() {}
}
