package io.muster.cm.secret;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/** 32 bytes of a keyed hash, as a value that can be compared and looked up. */
public record Digest(long first, long second, long third, long fourth) {

    static Digest of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Digest(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /** The bytes, as they are stored. */
    public Buffer bytes() {
        return Buffer.buffer(32)
                .appendLong(first)
                .appendLong(second)
                .appendLong(third)
                .appendLong(fourth);
    }

    /** Not the digest: it stands for a secret. */
    @Override
    public String toString() {
        return "[hidden]";
    }
}
