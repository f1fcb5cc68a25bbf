package io.muster.contract.avro;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
    @ParameterizedTest
    @MethodSource("io.muster.contract.avro.Golden#all")
    void every_message_has_an_envelope(Golden golden) throws Exception {
        IndexedRecord message =
                Codec.ofOlder(golden.recordSchema(), golden.layout()).decode(golden.bytes());
        boolean hasTimeout = golden.layout().getField("timeout") != null;
        assertThat(Envelope.of(message)).isEqualTo(new Envelope("c-1", 1572000000000L, hasTimeout ? 5000 : 0));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 9223372036854775807, false",
        "1000, 10, 1010, false",
        "1000, 10, 1011, true",
        "1000, 10, 0, false",
        "1000, -5, 2000, false",
        "1000, 9223372036854775807, 2000, false",
        "9223372036854775807, 1, 0, false",
    })
    void a_message_expires_after_its_timeout(long timestamp, long timeout, long now, boolean expired) {
        assertThat(new Envelope("c", timestamp, timeout).isExpired(now)).isEqualTo(expired);
    }
}
