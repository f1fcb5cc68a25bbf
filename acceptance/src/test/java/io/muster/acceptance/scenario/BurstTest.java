package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.RawMqtt;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.SharedMuster;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A device that publishes and leaves without reading a byte is heard. */
@ExtendWith(SharedMuster.class)
final class BurstTest {
    private static final int BURSTS = 20;

    @Test
    void connectPublishAndDisconnectInOneSegment(RunningMuster muster) throws IOException {
        Management management = new Management(muster);
        Registered endpoint = management.register("{}");
        String topic = "kp1/demo_application_v1/epmx/" + endpoint.token() + "/update/keys";
        try (EventLog events = EventLog.of(muster.natsUrl())) {
            for (int i = 1; i <= BURSTS; i++) {
                String key = "burst_" + i;
                RawMqtt.publishInOneBurst(muster.mqttPort(), topic, "{\"" + key + "\":" + i + "}");
                events.await(
                        key,
                        event -> event.is("updated", endpoint.endpointId())
                                && event.body().path("added").has(key));
            }
            events.await("disconnected", endpoint.endpointId());
        }
        assertThat(management.metadata(endpoint.endpointId()).size()).isEqualTo(BURSTS);
    }
}
