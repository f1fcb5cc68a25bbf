package io.muster.benchmark.client;

import io.muster.contract.avro.Codec;
import io.muster.contract.avro.MalformedMessage;
import org.apache.avro.specific.SpecificRecord;

/** Reading what the program sent: that it cannot be read is no case to go on with. */
public final class Decoded {

    private Decoded() {}

    /** The record in the bytes. */
    public static <T extends SpecificRecord> T of(Codec<T> codec, byte[] bytes) {
        try {
            return codec.decode(bytes);
        } catch (MalformedMessage broken) {
            throw new IllegalStateException("The program sent what cannot be read", broken);
        }
    }
}
