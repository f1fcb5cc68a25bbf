package io.muster.contract.avro;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {
    @Test
    void subjects_are_those_of_the_protocols() {
        assertThat(Esp.CLIENT_DATA.toService("epmx")).isEqualTo("kaa.v1.service.epmx.esp.ClientData");
        assertThat(Esp.EXTENSION_DATA.toReplica("r1")).isEqualTo("kaa.v1.replica.r1.esp.ExtensionData");
        assertThat(Ecap.TOKEN_REQUEST.toService("cm")).isEqualTo("kaa.v1.service.cm.ecap.ep-token-request");
        assertThat(Elce.CONNECTED.from("kpc")).isEqualTo("kaa.v1.events.kpc.endpoint.connectivity.connected");
        assertThat(Elce.UNREGISTERED.fromAnybody()).isEqualTo("kaa.v1.events.*.endpoint.lifecycle.unregistered");
        assertThat(Efe.MATCHED.from("epr", "f1")).isEqualTo("kaa.v1.events.epr.endpoint-filter.f1.ep-matched");
        assertThat(Efe.MATCHED.fromAnybody()).isEqualTo("kaa.v1.events.*.endpoint-filter.*.ep-matched");
        assertThat(Scmp.KAA11_TARGETED_DELETE.toService("epr"))
                .isEqualTo("kaa.v1.service.epr.scmp.app-configuration.delete");
        assertThat(Cap.BASIC_REVOKED.from("ccm")).isEqualTo("kaa.v1.events.ccm.client-credentials.basic.revoked");
    }

    @ParameterizedTest
    @CsvSource({
        "kaa.v1.service.epmx.esp.ClientData, ClientData",
        "kaa.v1.replica.r.ecap.ep-token-response, EndpointTokenValidationResponse",
        "kaa.v1.events.cm.endpoint.token.revoked, EndpointTokenRevokedEvent",
        "kaa.v1.events.epr.endpoint-filter.f.pending, EndpointFilterPendingEvent",
        "kaa.v1.events.tekton.service.configuration.upsert, BroadcastConfigurationUpdateEvent",
        "kaa.v1.service.epr.scmp.configuration.upsert, ServiceSpecificConfigurationUpdateEvent",
    })
    void a_message_is_found_by_its_subject(String subject, String record) {
        assertThat(Messages.on(subject).orElseThrow().codec().record().getName())
                .isEqualTo(record);
    }

    @Test
    void the_two_generations_of_configuration_events_are_told_apart_by_subject() {
        assertThat(Messages.on("kaa.v1.events.t.service.app-configuration.upsert"))
                .contains(Scmp.KAA11_UPSERT);
        assertThat(Messages.on("kaa.v1.events.t.service.configuration.upsert")).contains(Scmp.UPSERT);
    }

    @Test
    void other_subjects_carry_no_message() {
        assertThat(Messages.on("_INBOX.abc.1")).isEmpty();
        assertThat(Messages.on("kaa.v1.events.cm.endpoint.token.unheard-of")).isEmpty();
        assertThat(Messages.on("")).isEmpty();
    }

    @Test
    void protocols_have_their_numbers() {
        assertThat(Protocol.values())
                .extracting(Protocol::toString)
                .containsExactly(
                        "4/ESP",
                        "9/ELCE",
                        "15/EME",
                        "16/ECAP",
                        "17/SCMP",
                        "18/EFE",
                        "19/EPMMP",
                        "20/EFMP",
                        "21/TLE",
                        "22/CAP",
                        "24/EPRMP");
    }
}
