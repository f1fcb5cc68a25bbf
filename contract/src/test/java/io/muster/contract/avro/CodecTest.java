package io.muster.contract.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataGetResponse;
import org.kaaproject.ipc.esp.gen.v1.ClientData;
import org.kaaproject.scmp.event.gen.v1.service.configuration.BroadcastConfigurationUpdateEvent;
import org.kaaproject.scmp.event.gen.v1.service.configuration.ServiceSpecificConfigurationUpdateEvent;

class CodecTest {
    private static final Golden CLIENT_DATA_8 =
            Golden.of(ClientData.getClassSchema().getFullName(), false);
    private static final Golden CLIENT_DATA_9 =
            Golden.of(ClientData.getClassSchema().getFullName(), true);

    @Test
    void client_data_is_read_in_both_layouts() throws Exception {
        assertThat(Esp.CLIENT_DATA.codec().decode(CLIENT_DATA_8.bytes()).getConfigName())
                .isEmpty();
        assertThat(Esp.CLIENT_DATA.codec().decode(CLIENT_DATA_9.bytes()).getConfigName())
                .contains("configName-1");
    }

    @Test
    void client_data_is_written_in_eight_fields_unless_asked_otherwise() throws Exception {
        ClientData nine = Esp.CLIENT_DATA.codec().decode(CLIENT_DATA_9.bytes());
        assertThat(Esp.CLIENT_DATA.codec().encode(nine)).isEqualTo(CLIENT_DATA_8.bytes());
        assertThat(Esp.CLIENT_DATA_NEWEST.codec().encode(nine)).isEqualTo(CLIENT_DATA_9.bytes());
    }

    @Test
    void bytes_behind_the_datum_are_ignored() throws Exception {
        byte[] longer = Arrays.copyOf(CLIENT_DATA_9.bytes(), CLIENT_DATA_9.bytes().length + 20);
        assertThat(Esp.CLIENT_DATA.codec().decode(longer))
                .isEqualTo(Esp.CLIENT_DATA.codec().decode(CLIENT_DATA_9.bytes()));
    }

    @Test
    void the_get_messages_of_2020_are_filled_with_defaults() throws Exception {
        Golden request = Golden.of(EndpointMetadataGetRequest.getClassSchema().getFullName(), false);
        Golden response = Golden.of(EndpointMetadataGetResponse.getClassSchema().getFullName(), false);
        assertThat(Epmmp.GET_REQUEST.codec().decode(request.bytes()).getIncludeMetadata())
                .isTrue();
        assertThat(Epmmp.GET_RESPONSE.codec().decode(response.bytes()).getAppVersionName())
                .isEmpty();
    }

    @Test
    void configuration_events_of_kaa_1_1_have_no_tenant() throws Exception {
        Golden broadcast =
                Golden.of(BroadcastConfigurationUpdateEvent.getClassSchema().getFullName(), false);
        Golden targeted = Golden.of(
                ServiceSpecificConfigurationUpdateEvent.getClassSchema().getFullName(), false);
        var all = Scmp.KAA11_UPSERT.codec().decode(broadcast.bytes());
        assertThat(all.getTenantID()).isEmpty();
        assertThat(all.getAppName()).contains("app");
        var one = Scmp.KAA11_TARGETED_UPSERT.codec().decode(targeted.bytes());
        assertThat(one.getTenantID()).isEmpty();
        assertThat(one.getAppName()).contains("app");
        assertThat(one.getAppVerName()).contains("appVerName-1");
    }

    @Test
    void what_is_written_in_place_of_another_record_is_the_same() throws Exception {
        Payload kept = new Payload();
        for (int size : new int[] {0, 1, 100, 10_000, 3}) {
            String text = "ü".repeat(size);
            ByteBuffer payload = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            ClientData data = new ClientData("c", 1L, 0L, "v", "ep", "/" + text, 1, payload, null);

            Esp.CLIENT_DATA.codec().encode(data, kept);

            assertThat(kept.length()).isGreaterThan(4 * size);
            byte[] written = Arrays.copyOf(kept.bytes(), kept.length());
            assertThat(written).isEqualTo(Esp.CLIENT_DATA.codec().encode(data));
            assertThat(Esp.CLIENT_DATA.codec().decode(written)).isEqualTo(data);
        }
    }

    @Test
    void a_missing_field_is_not_written() {
        ClientData noPath = new ClientData("c", 1L, 0L, "v", "ep", null, 1, ByteBuffer.allocate(0), null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Esp.CLIENT_DATA.codec().encode(noPath));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Esp.CLIENT_DATA_NEWEST.codec().encode(noPath));
    }

    @Test
    void claimed_lengths_are_not_believed() {
        String twoGigabytes = "feffffff0f";
        assertMalformed(Esp.CLIENT_DATA, twoGigabytes);
        assertMalformed(Elce.CONNECTED, "00" + "00" + "00" + "fcffffffffffffffff01");
        assertMalformed(Ecap.TOKEN_REVOKED, "00" + "00" + "00" + "00" + "00" + twoGigabytes);
        assertMalformed(Ecap.TOKEN_REVOKED, "00" + "00" + "00" + "00" + "00" + "01ffffffff0f");
        assertMalformed(Esp.CLIENT_DATA, "");
        assertMalformed(Esp.CLIENT_DATA, "01");
        assertMalformed(Ecap.TOKEN_RESPONSE, "00" + "00" + "00" + "08");
    }

    private static void assertMalformed(Message<?> message, String hex) {
        assertThatThrownBy(() -> message.codec().decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageStartingWith(message.codec().record().getName() + " cannot be decoded: ");
    }
}
