package io.muster.cm;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cm.credential.CacheSettings;
import io.muster.contract.avro.Ecap;
import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedNats;
import io.muster.embedded.TestStack;
import io.muster.platform.nats.EventStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamInfoOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;

/**
 * Revocations while NATS is away. Answers are remembered for a day here, so that nothing but the invalidation makes a
 * replica forget one.
 */
class NatsOutageTest {
    private static final CacheSettings FOR_A_DAY =
            new CacheSettings(1_000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), Duration.ofMinutes(1));

    @TempDir
    private Path folder;

    @Test
    void aReplicaThatWasCutOffAndMissedTheEventsDoesNotAcceptWhatItRemembers() throws Exception {
        try (Installation installation = new Installation().with(FOR_A_DAY).announcing(Duration.ofMillis(200));
                Outage outage = new Outage(TestStack.nats().port())) {
            Installation.Replica revoking = installation.start();
            Installation.Replica cutOff = installation
                    .throughNats("nats://127.0.0.1:" + outage.port())
                    .start();
            Heard<EndpointTokenRevokedEvent> revoked =
                    new Heard<>(installation.bus, Ecap.TOKEN_REVOKED, installation.name);
            // Many, since the replica that is cut off may be the one to announce some of them.
            Map<String, String> tokens = new TreeMap<>();
            for (int number = 0; number < 16; number++) {
                String token = "ep-" + number;
                tokens.put(token, revoking.rest.addToken(token, "kettle", token).member("endpointTokenId"));
                assertThat(revoking.validate(token)).isEqualTo(200);
                assertThat(cutOff.validate(token)).isEqualTo(200);
            }

            outage.shut();
            Eventually.holds("cut off", () -> !cutOff.ownBus.connected());
            tokens.forEach((token, id) -> assertThat(
                            revoking.rest.setStatus(token, id, "Suspended").status())
                    .isEqualTo(200));
            Eventually.holds("events that it missed", () -> !revoked.events.isEmpty());
            outage.open();

            for (String token : tokens.keySet()) {
                assertThat(firstAnswer(cutOff, token))
                        .as("a replica knows that it was away before any request reaches it again")
                        .isEqualTo(403);
                assertThat(revoking.validate(token)).isEqualTo(403);
            }
        }
    }

    /** The first answer there is; before it, nobody listens on the subject yet. */
    private static int firstAnswer(Installation.Replica replica, String token) {
        AtomicInteger answer = new AtomicInteger();
        Eventually.holds("an answer", () -> {
            try {
                answer.set(replica.validate(token));
                return true;
            } catch (CancellationException nobodyThere) {
                return false;
            }
        });
        return answer.get();
    }

    @Test
    void aServerThatIsStoppedAndStartedAgainBringsTheEventAndNoAcceptance() throws Exception {
        try (DataDirectory data = DataDirectory.open(folder.resolve("nats"))) {
            EmbeddedNats first = EmbeddedNats.start(data, 0, EmbeddedListener.silent());
            try (Installation installation = new Installation(first.url()).with(FOR_A_DAY)) {
                List<Installation.Replica> replicas = List.of(installation.start(), installation.start());
                String id =
                        replicas.getFirst().rest.addToken("ep", "kettle", "ep").member("endpointTokenId");
                for (Installation.Replica replica : replicas) {
                    assertThat(replica.validate("ep")).isEqualTo(200);
                }

                first.stop();
                for (Installation.Replica replica : replicas) {
                    Eventually.holds("away", () -> !replica.ownBus.connected());
                }
                assertThat(replicas.getFirst()
                                .rest
                                .setStatus("ep", id, "Revoked")
                                .status())
                        .isEqualTo(200);
                assertThat(TokenEcapTest.status(replicas.getFirst(), "ep"))
                        .as("the replica that revoked it")
                        .isEqualTo(403);
                try (EmbeddedNats second = EmbeddedNats.start(data, first.port(), EmbeddedListener.silent())) {
                    for (Installation.Replica replica : replicas) {
                        Eventually.holds("back", () -> replica.ownBus.connected());
                        assertThat(firstAnswer(replica, "ep")).isEqualTo(403);
                    }
                    // From the stream: whoever is not back yet when it is published cannot hear it otherwise.
                    String subject = Ecap.TOKEN_REVOKED.from(installation.name);
                    Eventually.holds("announced", () -> stored(installation, subject) == 1);
                    assertThat(Ecap.TOKEN_REVOKED
                                    .codec()
                                    .decode(installation
                                            .bus
                                            .connection()
                                            .jetStreamManagement()
                                            .getLastMessage(EventStream.NAME, subject)
                                            .getData())
                                    .getTokenIds())
                            .containsExactly(id);
                    for (Installation.Replica replica : List.copyOf(replicas)) {
                        replica.close();
                    }
                }
            }
        }
    }

    private static long stored(Installation installation, String subject) {
        try {
            return installation
                    .bus
                    .connection()
                    .jetStreamManagement()
                    .getStreamInfo(EventStream.NAME, StreamInfoOptions.filterSubjects(subject))
                    .getStreamState()
                    .getSubjectMap()
                    .getOrDefault(subject, 0L);
        } catch (IOException | JetStreamApiException notYet) {
            return 0;
        }
    }
}
