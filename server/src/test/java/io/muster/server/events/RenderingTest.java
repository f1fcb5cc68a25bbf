package io.muster.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Cap;
import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.Elce;
import io.muster.contract.avro.Eme;
import io.muster.contract.avro.Esp;
import io.muster.contract.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationRequest;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenValidationRequest;
import org.kaaproject.ipc.esp.gen.v1.ClientData;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.ConnectedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataKeyUpdatedDto;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataUpdatedEvent;

/** Lines as an operator reads them. */
final class RenderingTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123Z");

    private final Rendering rendering = new Rendering(ZoneOffset.UTC);

    @Test
    void anEventSaysWhomItIsAboutAndWhatChanged() {
        MetadataUpdatedEvent event = MetadataUpdatedEvent.newBuilder()
                .setCorrelationId("corr")
                .setTimestamp(1)
                .setTimeout(0)
                .setAppVersionName("kettle-v1")
                .setEndpointId("ep-7")
                .setRemoved(Map.of())
                .setAdded(Map.of("city", "\"Lviv\""))
                .setUpdated(Map.of("floor", new MetadataKeyUpdatedDto("4", "3")))
                .setOriginatorReplicaId("r1")
                .build();
        assertThat(line(
                        Eme.METADATA_UPDATED.from("epr"),
                        Eme.METADATA_UPDATED.codec().encode(event)))
                .isEqualTo("12:00:00.123  events.epr.endpoint.metadata.updated  ep-7 appVersionName=kettle-v1"
                        + " added={city:\"Lviv\"} updated={floor:3→4}");
    }

    @Test
    void bytesThatAreJsonAreShownAsJson() {
        assertThat(line(
                        Esp.CLIENT_DATA.toService("epmx"),
                        Esp.CLIENT_DATA.codec().encode(request("{\"city\":\"Lviv\"}"))))
                .isEqualTo("12:00:00.123  service.epmx.esp.ClientData  ep-7 appVersionName=kettle-v1"
                        + " resourcePath=/update/keys requestId=3 payload={\"city\":\"Lviv\"}");
    }

    @Test
    void bytesCannotSteerTheTerminal() {
        assertThat(line(
                        Esp.CLIENT_DATA.toService("epmx"),
                        Esp.CLIENT_DATA.codec().encode(request("\u001b[2J\r\n\u009b"))))
                .endsWith("payload=\\u001b[2J\\u000d\\u000a\\u009b");
    }

    @Test
    void anEventForSeveralEndpointsNamesThemAll() {
        ConnectedEvent event = ConnectedEvent.newBuilder()
                .setCorrelationId("corr")
                .setTimestamp(1)
                .setTimeout(0)
                .setEndpoints(Map.of("ep-7", "kettle-v1"))
                .setOriginatorReplicaId("r1")
                .build();
        assertThat(line(Elce.CONNECTED.from("kpc"), Elce.CONNECTED.codec().encode(event)))
                .isEqualTo("12:00:00.123  events.kpc.endpoint.connectivity.connected  endpoints={ep-7:kettle-v1}");
    }

    @Test
    void secretsAreHidden() {
        byte[] token = Ecap.TOKEN_REQUEST
                .codec()
                .encode(EndpointTokenValidationRequest.newBuilder()
                        .setCorrelationId("corr")
                        .setTimestamp(1)
                        .setTimeout(0)
                        .setAppName("kettle")
                        .setToken("TopSecret")
                        .build());
        byte[] password = Cap.BASIC_REQUEST
                .codec()
                .encode(ClientBasicAuthenticationRequest.newBuilder()
                        .setCorrelationId("corr")
                        .setTimestamp(1)
                        .setTimeout(0)
                        .setTenantId("t")
                        .setUsername("ann")
                        .setPassword("TopSecret")
                        .build());
        String tokens = Ecap.TOKEN_REQUEST.toService("cm");
        String passwords = Cap.BASIC_REQUEST.toService("ccm");
        assertThat(List.of(
                        line(tokens, token), line(passwords, password), json(tokens, token), json(passwords, password)))
                .allSatisfy(shown -> assertThat(shown).contains("[hidden]").doesNotContain("TopSecret"));
    }

    @Test
    void whatIsNotUnderstoodIsStillShown() {
        byte[] garbage = {1, 2, 3};
        assertThat(line("kaa.v1.events.x.thing.group.type", garbage))
                .isEqualTo("12:00:00.123  events.x.thing.group.type  (unknown message, 3 bytes)");
        assertThat(line("other", garbage)).isEqualTo("12:00:00.123  other  (unknown message, 3 bytes)");
        assertThat(line(Eme.METADATA_UPDATED.from("epr"), garbage))
                .isEqualTo("12:00:00.123  events.epr.endpoint.metadata.updated  (malformed, 3 bytes)");
    }

    @Test
    void jsonCarriesEveryField() {
        assertThat(Json.parse(
                        json(
                                Esp.CLIENT_DATA.toService("epmx"),
                                Esp.CLIENT_DATA.codec().encode(request("x"))),
                        10))
                .isEqualTo(Json.parse("""
                        {"time":"2026-01-31T12:00:00.123Z","subject":"kaa.v1.service.epmx.esp.ClientData",
                         "protocol":"4/ESP","message":{"correlationId":"corr","timestamp":1,"timeout":0,
                         "appVersionName":"kettle-v1","endpointId":"ep-7","resourcePath":"/update/keys","requestId":3,
                         "payload":"x","configName":null}}""", 10));
        assertThat(json("other", new byte[5]))
                .isEqualTo("{\"time\":\"2026-01-31T12:00:00.123Z\",\"subject\":\"other\","
                        + "\"problem\":\"unknown message\",\"size\":5}");
    }

    private String line(String subject, byte[] payload) {
        return rendering.line(new Heard(NOON, subject, payload));
    }

    private String json(String subject, byte[] payload) {
        return rendering.json(new Heard(NOON, subject, payload));
    }

    private static ClientData request(String payload) {
        return ClientData.newBuilder()
                .setCorrelationId("corr")
                .setTimestamp(1)
                .setTimeout(0)
                .setAppVersionName("kettle-v1")
                .setEndpointId("ep-7")
                .setResourcePath("/update/keys")
                .setRequestId(3)
                .setPayload(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
                .build();
    }
}
