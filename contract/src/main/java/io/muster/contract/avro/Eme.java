package io.muster.contract.avro;

import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataUpdatedEvent;

/** 15/EME: metadata changes. */
public final class Eme {
    /** Metadata of an endpoint has changed. */
    public static final Message.Event<MetadataUpdatedEvent> METADATA_UPDATED = new Message.Event<>(
            Protocol.EME, "endpoint", "metadata", "updated", Codec.of(MetadataUpdatedEvent.getClassSchema()));

    private Eme() {}
}
