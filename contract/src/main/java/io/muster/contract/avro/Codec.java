package io.muster.contract.avro;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns one kind of record into a bare Avro datum and back. A payload carries no schema and no marker, so the layout is
 * what both sides agree on:
 *
 * <ul>
 *   <li>The writer uses exactly one layout.
 *   <li>The reader tries its layouts in order, the next one only if the bytes end too early, and ignores bytes behind
 *       the datum. What an older layout does not have is filled with the default of the record's field.
 * </ul>
 *
 * <p>Safe for use by many threads. Readers and writers are built once; decoders are cheap and made per call, because a
 * cache per thread is worth nothing on virtual threads; who writes much on one thread keeps a {@link Payload}. No length claimed by the bytes is believed
 * before that many bytes are there.
 *
 * @param <T> the generated record
 */
public final class Codec<T extends SpecificRecord> {
    private final Schema record;
    private final List<Schema> readable;
    private final List<DatumReader<T>> readers;
    private final Schema written;
    private final Layout layout;

    private Codec(Schema record, List<Schema> readable, Schema written) {
        this.record = record;
        this.readable = List.copyOf(readable);
        this.readers = readers(record, readable);
        this.written = written;
        this.layout = Layout.of(record, written);
    }

    /** A codec whose only layout is the record's own. */
    static <T extends SpecificRecord> Codec<T> of(Schema record) {
        return new Codec<>(record, List.of(record), record);
    }

    /** A codec that only knows an older layout of the record. */
    static <T extends SpecificRecord> Codec<T> ofOlder(Schema record, Schema older) {
        return new Codec<>(record, List.of(older), older);
    }

    /** The same codec, which also reads {@code older} if the layouts it knows need more bytes than there are. */
    Codec<T> alsoReading(Schema older) {
        List<Schema> more = new ArrayList<>(readable);
        more.add(older);
        return new Codec<>(record, more, written);
    }

    /** The same codec, writing in the given layout. */
    Codec<T> writing(Schema newWritten) {
        return new Codec<>(record, readable, newWritten);
    }

    /** The schema of the record, which is the newest layout. */
    public Schema record() {
        return record;
    }

    /** The layouts this codec reads, in the order it tries them. */
    public List<Schema> readable() {
        return readable;
    }

    /** The layout this codec writes. */
    public Schema schema() {
        return written;
    }

    /**
     * Writes the record.
     *
     * @throws IllegalArgumentException if a field that may not be empty is
     */
    public byte[] encode(T message) {
        Payload out = new Payload();
        encode(message, out);
        return out.copy();
    }

    /**
     * Writes the record in place of what {@code out} holds.
     *
     * @throws IllegalArgumentException if a field that may not be empty is; {@code out} is of no use then
     */
    public void encode(T message, Payload out) {
        try {
            layout.write(message, out.begin());
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    record.getName() + " cannot be encoded: a field is empty that may not be", e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws MalformedMessage for bytes that fit none of the known layouts; nothing else is ever thrown
     */
    public T decode(byte[] bytes) throws MalformedMessage {
        for (DatumReader<T> reader : readers) {
            try {
                return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
            } catch (EOFException endsTooEarly) {
                // An older layout may need fewer bytes.
            } catch (IOException | RuntimeException e) {
                throw new MalformedMessage(record.getName(), String.valueOf(e.getMessage()));
            }
        }
        throw new MalformedMessage(record.getName(), "its " + bytes.length + " bytes end before its last field");
    }

    private static <T> List<DatumReader<T>> readers(Schema record, List<Schema> layouts) {
        GeneratedRecords.trust();
        SpecificData data = new SpecificData(Codec.class.getClassLoader());
        List<DatumReader<T>> readers = new ArrayList<>();
        for (Schema layout : layouts) {
            try {
                readers.add(data.getFastReaderBuilder().createDatumReader(layout, fillingGaps(record, layout)));
            } catch (IOException e) {
                throw new IllegalStateException("no reader for " + record.getFullName(), e);
            }
        }
        return readers;
    }

    /** The record's schema; a text without default that the layout does not have is given the empty text. */
    private static Schema fillingGaps(Schema record, Schema layout) {
        boolean complete = record.getFields().stream()
                .allMatch(field -> field.hasDefaultValue() || layout.getField(field.name()) != null);
        if (complete) {
            return record;
        }
        List<Schema.Field> fields = record.getFields().stream()
                .map(field -> field.hasDefaultValue() || layout.getField(field.name()) != null
                        ? new Schema.Field(field, field.schema())
                        : new Schema.Field(field.name(), field.schema(), field.doc(), ""))
                .toList();
        Schema filled =
                Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), record.isError(), fields);
        record.getObjectProps().forEach(filled::addProp);
        return filled;
    }

    /** How a record is laid out in bytes. */
    private interface Layout {
        void write(SpecificRecord message, BinaryEncoder out) throws IOException;

        static Layout of(Schema record, Schema written) {
            if (record.equals(written)) {
                // The records write themselves: asking the schema about each field costs more than the writing.
                SpecificData data = new SpecificData(Codec.class.getClassLoader());
                data.setCustomCoders(true);
                DatumWriter<SpecificRecord> writer = new SpecificDatumWriter<>(record, data);
                return writer::write;
            }
            DatumWriter<Object> writer = new GenericDatumWriter<>(written);
            int[] positions = written.getFields().stream()
                    .mapToInt(field -> record.getField(field.name()).pos())
                    .toArray();
            return (message, out) -> {
                GenericData.Record projected = new GenericData.Record(written);
                for (int i = 0; i < positions.length; i++) {
                    projected.put(i, message.get(positions[i]));
                }
                writer.write(projected, out);
            };
        }
    }
}
