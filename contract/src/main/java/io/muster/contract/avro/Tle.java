package io.muster.contract.avro;

import org.kaaproject.ipc.event.gen.v1.tenant.lifecycle.UnregisteredEvent;
import org.kaaproject.ipc.event.gen.v1.tenant.lifecycle.UpdatedEvent;

/** 21/TLE: tenants change and go. */
public final class Tle {
    /** A tenant has changed. */
    public static final Message.Event<UpdatedEvent> UPDATED = new Message.Event<>(
            Protocol.TLE, "tenant", "lifecycle", "updated", Codec.of(UpdatedEvent.getClassSchema()));

    /** A tenant is gone. */
    public static final Message.Event<UnregisteredEvent> UNREGISTERED = new Message.Event<>(
            Protocol.TLE, "tenant", "lifecycle", "unregistered", Codec.of(UnregisteredEvent.getClassSchema()));

    private Tle() {}
}
