package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.contract.avro.Cap;
import io.muster.contract.avro.Ecap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.cap.gen.v1.ClientBasicAuthenticationRequest;
import org.kaaproject.ipc.cap.gen.v1.ClientCredentialsRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;

/** 22/CAP is spoken only where it is switched on. */
class CapSwitchTest {

    @Test
    void switchedOffNobodyAnswersOrAnnounces() throws Exception {
        try (Installation installation = new Installation().withoutCap()) {
            Heard<ClientCredentialsRevokedEvent> cap =
                    new Heard<>(installation.bus, Cap.BASIC_REVOKED, installation.ccm);
            Heard<ClientCredentialRevokedEvent> ecap =
                    new Heard<>(installation.bus, Ecap.CREDENTIAL_REVOKED, installation.name);
            Rest rest = installation.start().rest;
            for (String user : new String[] {"one", "two"}) {
                String id = rest.post(
                                "/clients/credentials", "{\"username\":\"%s\",\"password\":\"right\"}".formatted(user))
                        .member("credentialId");
                rest.delete("/clients/credentials/" + id);
            }
            // In the order of their publication: an event of 22/CAP about the first would have come by now.
            Eventually.holds("both are announced", () -> ecap.events.size() == 2);
            assertThat(cap.events).isEmpty();
            var answer = installation.bus.request(
                    Cap.BASIC_REQUEST.toService(installation.ccm),
                    Cap.BASIC_REQUEST
                            .codec()
                            .encode(new ClientBasicAuthenticationRequest(
                                    "trace", System.currentTimeMillis(), 0L, "tenant-1", "one", "right")),
                    Ask.PATIENCE);
            assertThatThrownBy(answer::join).isInstanceOf(CancellationException.class);
        }
    }
}
