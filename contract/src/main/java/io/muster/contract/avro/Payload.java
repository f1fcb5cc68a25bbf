package io.muster.contract.avro;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/**
 * The bytes of a record, in a place that can be kept for the next one, see {@link Codec#encode(
 * org.apache.avro.specific.SpecificRecord, Payload)}: of those who write a hundred thousand records in a second.
 *
 * <p>Not for use by several threads.
 */
public final class Payload {
    private static final int USUAL_SIZE = 256;

    private final Encoder encoder = new Encoder();
    private byte[] bytes = new byte[USUAL_SIZE];
    private int length;

    /** Nothing yet. */
    public Payload() {}

    /** The bytes, up to {@link #length()}; those of the next record will be in the same array. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many there are. */
    public int length() {
        return length;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets what was written. */
    BinaryEncoder begin() {
        length = 0;
        return encoder;
    }

    /** The library's own encoders write to streams through buffers of their own; that took longer than the encoding. */
    private final class Encoder extends BinaryEncoder {
        private static final int LONGEST_NUMBER = 10;

        private void room(int more) {
            if (bytes.length - length < more) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
            }
        }

        @Override
        public void writeBoolean(boolean value) {
            room(1);
            length += BinaryData.encodeBoolean(value, bytes, length);
        }

        @Override
        public void writeInt(int number) {
            room(LONGEST_NUMBER);
            length += BinaryData.encodeInt(number, bytes, length);
        }

        @Override
        public void writeLong(long number) {
            room(LONGEST_NUMBER);
            length += BinaryData.encodeLong(number, bytes, length);
        }

        @Override
        public void writeFloat(float number) {
            room(Float.BYTES);
            length += BinaryData.encodeFloat(number, bytes, length);
        }

        @Override
        public void writeDouble(double number) {
            room(Double.BYTES);
            length += BinaryData.encodeDouble(number, bytes, length);
        }

        @Override
        public void writeString(String text) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            writeInt(encoded.length);
            writeFixed(encoded, 0, encoded.length);
        }

        @Override
        public void writeFixed(byte[] from, int start, int count) {
            room(count);
            System.arraycopy(from, start, bytes, length, count);
            length += count;
        }

        @Override
        protected void writeZero() {
            writeInt(0);
        }

        @Override
        public int bytesBuffered() {
            return 0;
        }

        @Override
        public void flush() {
            // What is written is there.
        }
    }
}
