package io.muster.contract.avro;

import org.kaaproject.ipc.esp.gen.v1.ClientData;
import org.kaaproject.ipc.esp.gen.v1.ExtensionData;

/** 4/ESP: between the communication service and extensions. */
public final class Esp {
    /** Device to extension; reads nine fields or the eight of Kaa 1.1, writes the eight. */
    public static final Message.Targeted<ClientData> CLIENT_DATA = new Message.Targeted<>(
            Protocol.ESP,
            "ClientData",
            Codec.<ClientData>of(ClientData.getClassSchema())
                    .alsoReading(GeneratedRecords.kaa11(ClientData.getClassSchema()))
                    .writing(GeneratedRecords.kaa11(ClientData.getClassSchema())));

    /** The same message, written in the newest layout of nine fields, for peers that insist on it. */
    public static final Message.Targeted<ClientData> CLIENT_DATA_NEWEST = new Message.Targeted<>(
            Protocol.ESP, "ClientData", CLIENT_DATA.codec().writing(ClientData.getClassSchema()));

    /** Extension to device: an answer or a push. */
    public static final Message.Targeted<ExtensionData> EXTENSION_DATA =
            new Message.Targeted<>(Protocol.ESP, "ExtensionData", Codec.of(ExtensionData.getClassSchema()));

    private Esp() {}
}
