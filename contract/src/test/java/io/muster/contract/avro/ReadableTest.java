package io.muster.contract.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationRequest;
import org.kaaproject.ipc.ecap.gen.v1.ClientUsernamePasswordValidationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenStatusTransitionRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyBatchUpdateRequest;
import org.kaaproject.ipc.epmmp.gen.v1.EndpointMetadataKeyUpdateCommand;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataKeyUpdatedDto;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataUpdatedEvent;

class ReadableTest {
    @Test
    void secrets_are_hidden() {
        assertThat(List.of(
                        new EndpointTokenValidationRequest("c", 1L, 0L, "app", "s3cret"),
                        new EndpointTokenStatusTransitionRequest("c", 1L, 0L, "app", "s3cret", "Revoked"),
                        new ClientUsernamePasswordValidationRequest("c", 1L, 0L, "ann", "s3cret"),
                        new ClientBasicAuthenticationRequest("c", 1L, 0L, "t", "ann", "s3cret")))
                .allSatisfy(record -> assertThat(Readable.json(record).toString())
                        .contains("[hidden]")
                        .doesNotContain("s3cret"));
    }

    @Test
    void a_missing_secret_is_shown_as_missing() {
        var request = new ClientUsernamePasswordValidationRequest("c", 1L, 0L, null, null);
        assertThat(Readable.json(request).get("password").isNull()).isTrue();
    }

    @Test
    void maps_and_unions_are_plain() {
        var updated = Map.of("floor", new MetadataKeyUpdatedDto("3", null));
        var event = new MetadataUpdatedEvent("c", 1L, 0L, "v1", "ep", Map.of(), Map.of("a", "\"x\""), updated, "r");
        assertThat(Readable.json(event))
                .hasToString("{\"correlationId\":\"c\",\"timestamp\":1,\"timeout\":0,\"appVersionName\":\"v1\","
                        + "\"endpointId\":\"ep\",\"removed\":{},\"added\":{\"a\":\"\\\"x\\\"\"},"
                        + "\"updated\":{\"floor\":{\"newValue\":\"3\",\"oldValue\":null}},"
                        + "\"originatorReplicaId\":\"r\"}");
    }

    @Test
    void bytes_are_text_or_base64() {
        var text = new EndpointMetadataKeyUpdateCommand("ep", "k", ByteBuffer.wrap(new byte[] {'4', '2'}));
        var binary = new EndpointMetadataKeyUpdateCommand("ep", "k", ByteBuffer.wrap(new byte[] {(byte) 0xff, 0}));
        var request = new EndpointMetadataKeyBatchUpdateRequest("c", 1L, 0L, List.of(text, binary));
        assertThat(Readable.json(request).at("/commands/0/metadataValue").textValue())
                .isEqualTo("42");
        assertThat(Readable.json(request).at("/commands/1/metadataValue").textValue())
                .isEqualTo("base64:/wA=");
    }
}
