package io.muster.contract.avro;

import org.kaaproject.scmp.event.gen.v1.service.configuration.BroadcastConfigurationUpdateEvent;
import org.kaaproject.scmp.event.gen.v1.service.configuration.ServiceSpecificConfigurationUpdateEvent;

/** 17/SCMP: configuration has changed. Both generations of the protocol use the same record names with layouts that decode to wrong data when mixed up; only the subject tells them apart. */
public final class Scmp {
    /** Configuration was set, from Kaa 1.2. */
    public static final Message.Event<BroadcastConfigurationUpdateEvent> UPSERT = new Message.Event<>(
            Protocol.SCMP,
            "service",
            "configuration",
            "upsert",
            Codec.of(BroadcastConfigurationUpdateEvent.getClassSchema()));

    /** Configuration was removed, from Kaa 1.2. */
    public static final Message.Event<BroadcastConfigurationUpdateEvent> DELETE =
            new Message.Event<>(Protocol.SCMP, "service", "configuration", "delete", UPSERT.codec());

    /** Configuration of one service was set, from Kaa 1.2. */
    public static final Message.Targeted<ServiceSpecificConfigurationUpdateEvent> TARGETED_UPSERT =
            new Message.Targeted<>(
                    Protocol.SCMP,
                    "configuration.upsert",
                    Codec.of(ServiceSpecificConfigurationUpdateEvent.getClassSchema()));

    /** Configuration of one service was removed, from Kaa 1.2. */
    public static final Message.Targeted<ServiceSpecificConfigurationUpdateEvent> TARGETED_DELETE =
            new Message.Targeted<>(Protocol.SCMP, "configuration.delete", TARGETED_UPSERT.codec());

    /** Configuration was set, as in Kaa 1.1; the tenant is null. */
    public static final Message.Event<BroadcastConfigurationUpdateEvent> KAA11_UPSERT = new Message.Event<>(
            Protocol.SCMP,
            "service",
            "app-configuration",
            "upsert",
            Codec.ofOlder(
                    BroadcastConfigurationUpdateEvent.getClassSchema(),
                    GeneratedRecords.kaa11(BroadcastConfigurationUpdateEvent.getClassSchema())));

    /** Configuration was removed, as in Kaa 1.1; the tenant is null. */
    public static final Message.Event<BroadcastConfigurationUpdateEvent> KAA11_DELETE =
            new Message.Event<>(Protocol.SCMP, "service", "app-configuration", "delete", KAA11_UPSERT.codec());

    /** Configuration of one service was set, as in Kaa 1.1; the tenant is the empty text. */
    public static final Message.Targeted<ServiceSpecificConfigurationUpdateEvent> KAA11_TARGETED_UPSERT =
            new Message.Targeted<>(
                    Protocol.SCMP,
                    "app-configuration.upsert",
                    Codec.ofOlder(
                            ServiceSpecificConfigurationUpdateEvent.getClassSchema(),
                            GeneratedRecords.kaa11(ServiceSpecificConfigurationUpdateEvent.getClassSchema())));

    /** Configuration of one service was removed, as in Kaa 1.1; the tenant is the empty text. */
    public static final Message.Targeted<ServiceSpecificConfigurationUpdateEvent> KAA11_TARGETED_DELETE =
            new Message.Targeted<>(Protocol.SCMP, "app-configuration.delete", KAA11_TARGETED_UPSERT.codec());

    private Scmp() {}
}
