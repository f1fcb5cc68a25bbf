package io.muster.contract.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.muster.contract.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenTest {
    static List<Golden> all() {
        return Golden.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_layout_has_its_fingerprints(Golden golden) throws Exception {
        assertThat(hex(SchemaNormalization.parsingFingerprint("SHA-256", golden.layout())))
                .isEqualTo(golden.sha256());
        assertThat(HexFormat.of().toHexDigits(SchemaNormalization.parsingFingerprint64(golden.layout())))
                .isEqualTo(golden.rabin());
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_sample_is_read_and_written_byte_for_byte(Golden golden) throws Exception {
        Codec<SpecificRecord> codec = golden.newest()
                ? Codec.of(golden.recordSchema())
                : Codec.ofOlder(golden.recordSchema(), golden.layout());
        SpecificRecord message = codec.decode(golden.bytes());
        assertThat(hex(codec.encode(message))).isEqualTo(hex(golden.bytes()));

        GenericRecord expected = new GenericDatumReader<GenericRecord>(golden.layout())
                .read(null, DecoderFactory.get().jsonDecoder(golden.layout(), golden.json()));
        for (Schema.Field field : golden.layout().getFields()) {
            int position = golden.recordSchema().getField(field.name()).pos();
            assertThat(message.get(position)).as(field.name()).hasToString(String.valueOf(expected.get(field.name())));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_sample_means_its_json(Golden golden) throws Exception {
        GenericRecord read = new GenericDatumReader<GenericRecord>(golden.layout())
                .read(null, DecoderFactory.get().binaryDecoder(golden.bytes(), null));
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().jsonEncoder(golden.layout(), json);
        new GenericDatumWriter<GenericRecord>(golden.layout()).write(read, encoder);
        encoder.flush();
        assertThat(Json.parse(json.toByteArray(), 20)).isEqualTo(Json.parse(golden.json(), 20));
    }

    @Test
    void every_layout_any_message_uses_is_golden_and_the_other_way_round() {
        assertThat(Messages.all().stream()
                        .flatMap(message -> {
                            List<Schema> used = new ArrayList<>(message.codec().readable());
                            used.add(message.codec().schema());
                            return used.stream();
                        })
                        .map(layout -> hex64(layout))
                        .collect(Collectors.toSet()))
                .isEqualTo(Golden.all().stream().map(Golden::rabin).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void every_field_has_a_sentence_of_its_own(Golden golden) {
        assertThat(golden.layout().getDoc()).isNotBlank();
        for (Schema.Field field : golden.layout().getFields()) {
            assertThat(field.doc()).as(field.name()).endsWith(".");
        }
    }

    @Test
    void every_message_reads_what_it_writes() throws Exception {
        for (Message<?> message : Messages.all()) {
            rereads(message);
        }
    }

    private static <T extends SpecificRecord> void rereads(Message<T> message) throws MalformedMessage {
        Schema written = message.codec().schema();
        for (Golden golden : Golden.all()) {
            if (golden.rabin().equals(hex64(written))) {
                T read = message.codec().decode(golden.bytes());
                assertThat(hex(message.codec().encode(read))).isEqualTo(hex(golden.bytes()));
                return;
            }
        }
        fail("no sample of " + written.getFullName());
    }

    private static String hex64(Schema schema) {
        return HexFormat.of().toHexDigits(SchemaNormalization.parsingFingerprint64(schema));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
