package io.muster.contract.avro;

import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.ConnectedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.DisconnectedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.AppVersionUpdatedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.RegisteredEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.UnregisteredEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.traffic.reporting.TrafficReportEvent;

/** 9/ELCE: endpoints come and go. */
public final class Elce {
    /** Endpoints have begun to speak. */
    public static final Message.Event<ConnectedEvent> CONNECTED = new Message.Event<>(
            Protocol.ELCE, "endpoint", "connectivity", "connected", Codec.of(ConnectedEvent.getClassSchema()));

    /** Endpoints have lost their connection. */
    public static final Message.Event<DisconnectedEvent> DISCONNECTED = new Message.Event<>(
            Protocol.ELCE, "endpoint", "connectivity", "disconnected", Codec.of(DisconnectedEvent.getClassSchema()));

    /** An endpoint has been stored. */
    public static final Message.Event<RegisteredEvent> REGISTERED = new Message.Event<>(
            Protocol.ELCE, "endpoint", "lifecycle", "registered", Codec.of(RegisteredEvent.getClassSchema()));

    /** An endpoint has been deleted. */
    public static final Message.Event<UnregisteredEvent> UNREGISTERED = new Message.Event<>(
            Protocol.ELCE, "endpoint", "lifecycle", "unregistered", Codec.of(UnregisteredEvent.getClassSchema()));

    /** An endpoint runs another application version. */
    public static final Message.Event<AppVersionUpdatedEvent> APP_VERSION_UPDATED = new Message.Event<>(
            Protocol.ELCE,
            "endpoint",
            "lifecycle",
            "appversion-updated",
            Codec.of(AppVersionUpdatedEvent.getClassSchema()));

    /** Traffic counters of a period, from Kaa 1.4. */
    public static final Message.Event<TrafficReportEvent> TRAFFIC_REPORT = new Message.Event<>(
            Protocol.ELCE, "endpoint", "traffic-reporting", "payload", Codec.of(TrafficReportEvent.getClassSchema()));

    private Elce() {}
}
