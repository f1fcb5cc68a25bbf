package io.muster.contract.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;

class CodecFuzzTest {
    @Provide
    Arbitrary<Message<?>> messages() {
        return Arbitraries.of(Messages.all());
    }

    @Provide
    Arbitrary<Golden> samples() {
        return Arbitraries.of(Golden.all());
    }

    @Property
    void garbage_is_read_or_called_malformed(
            @ForAll("messages") Message<?> message, @ForAll @Size(max = 300) List<Byte> garbage) {
        readOrMalformed(message.codec(), bytes(garbage));
    }

    @Property
    void a_damaged_sample_is_read_or_called_malformed(
            @ForAll("samples") Golden golden,
            @ForAll @IntRange(max = 400) int place,
            @ForAll @IntRange(max = 12) int removed,
            @ForAll @Size(max = 12) List<Byte> inserted) {
        byte[] sample = golden.bytes();
        int from = Math.min(place, sample.length);
        int to = Math.min(from + removed, sample.length);
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        damaged.write(sample, 0, from);
        damaged.writeBytes(bytes(inserted));
        damaged.write(sample, to, sample.length - to);
        Codec<SpecificRecord> codec = golden.newest()
                ? Codec.of(golden.recordSchema())
                : Codec.ofOlder(golden.recordSchema(), golden.layout());
        readOrMalformed(codec, damaged.toByteArray());
    }

    @Property(tries = 500)
    void what_is_written_is_read_again(@ForAll("messages") Message<?> message, @ForAll long seed) throws Exception {
        reads(message, seed);
    }

    private static <T extends SpecificRecord> void reads(Message<T> message, long seed)
            throws IOException, MalformedMessage {
        Object random = new RandomData(message.codec().schema(), 1, seed, true)
                .iterator()
                .next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<>(message.codec().schema()).write(random, encoder);

        T read = message.codec().decode(out.toByteArray());
        assertThat(message.codec().decode(message.codec().encode(read))).isEqualTo(read);
    }

    private static void readOrMalformed(Codec<?> codec, byte[] bytes) {
        try {
            assertThat(codec.decode(bytes)).isNotNull();
        } catch (MalformedMessage malformed) {
            assertThat(malformed).hasMessageContaining(codec.record().getName());
        }
    }

    private static byte[] bytes(List<Byte> list) {
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }
}
