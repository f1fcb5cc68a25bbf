package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.acceptance.client.Device;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Management.Registered;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.Ports;
import io.muster.acceptance.program.RunningMuster;
import io.muster.acceptance.program.Setup;
import io.muster.embedded.NatsCluster;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three NATS servers, of which one is killed after the other: events go on, all of them arrive, in order. */
final class NatsClusterTest {
    private static final String STREAM = "KAA_EVENTS";
    private static final int WRITERS = 2;
    private static final int CHANGES = 100;

    @TempDir
    private Path folder;

    @Test
    void eventsGoOnWhenTheLeaderIsKilledAndWhenAnotherIs() throws Exception {
        List<Integer> ports =
                Stream.generate(Ports::free).limit(2L * NatsCluster.SERVERS).toList();
        try (NatsCluster nats = NatsCluster.start(folder, ports)) {
            try (Connection operator = Nats.connect(String.join(",", nats.urls()))) {
                threeCopies(operator);
                assertNothingIsLost(nats, operator);
            }
        }
    }

    private static void assertNothingIsLost(NatsCluster nats, Connection operator) throws InterruptedException {
        RunningMuster muster =
                Setup.fresh().with("--nats-url", String.join(",", nats.urls())).start();
        try {
            assertThat(stream(operator).orElseThrow().getConfiguration().getReplicas())
                    .as("a start leaves alone what an operator has set")
                    .isEqualTo(NatsCluster.SERVERS);
            Map<String, Workload.Endpoint> acknowledged = whileServersDie(nats, muster, operator);

            wholeUnder(operator);
            Await.until(
                    Await.LONG,
                    () -> missing(nats, acknowledged).isEmpty(),
                    () -> "events are missing: " + missing(nats, acknowledged));
        } finally {
            muster.discard();
        }
    }

    /** The stream as an operator makes it, who does not configure the copies in Muster. */
    private static void threeCopies(Connection operator) {
        StreamConfiguration copied = StreamConfiguration.builder()
                .name(STREAM)
                .subjects("kaa.v1.events.>")
                .replicas(NatsCluster.SERVERS)
                .build();
        Await.until(Await.LONG, () -> made(operator, copied), () -> "the cluster makes no stream");
    }

    private static boolean made(Connection operator, StreamConfiguration wanted) {
        try {
            operator.jetStreamManagement().addStream(wanted);
            return true;
        } catch (IOException | JetStreamApiException electing) {
            return false;
        }
    }

    /** The server that leads the stream is killed, and when all three are whole again one that follows. */
    private static Map<String, Workload.Endpoint> whileServersDie(
            NatsCluster nats, RunningMuster muster, Connection operator) throws InterruptedException {
        Registered endpoint = new Management(muster).register("{}");
        try (Workload workload = new Workload(muster, WRITERS)) {
            awaitProgress(workload, operator);
            for (boolean leads : List.of(true, false)) {
                String leader = wholeUnder(operator);
                String victim = nats.names().stream()
                        .filter(name -> name.equals(leader) == leads)
                        .findFirst()
                        .orElseThrow();
                nats.kill(victim);
                awaitProgress(workload, operator);
                awaitWell(muster);
                assertDeviceIsServed(muster, endpoint);
                nats.restart(victim);
            }
            awaitProgress(workload, operator);
            workload.close();
            return workload.acknowledged();
        }
    }

    /** The server that leads the stream, as soon as all three have all of it. */
    private static String wholeUnder(Connection operator) {
        return Await.value(
                        Await.LONG,
                        () -> stream(operator)
                                .map(StreamInfo::getClusterInfo)
                                .filter(cluster -> cluster.getLeader() != null
                                        && cluster.getReplicas().size() == NatsCluster.SERVERS - 1
                                        && cluster.getReplicas().stream()
                                                .allMatch(copy -> copy.isCurrent() && !copy.isOffline())),
                        () -> "the stream never has three whole copies: " + stream(operator))
                .getLeader();
    }

    /** Changes are acknowledged and told. */
    private static void awaitProgress(Workload workload, Connection operator) {
        int changes = workload.acknowledgements() + CHANGES;
        Await.until(Await.LONG, () -> workload.acknowledgements() >= changes, () -> "no change is acknowledged");
        long events = Await.value(Await.LONG, () -> told(operator), () -> "the stream does not answer") + CHANGES;
        Await.until(
                Await.LONG,
                () -> told(operator).filter(now -> now >= events).isPresent(),
                () -> "no event is told: " + stream(operator));
    }

    private static Optional<Long> told(Connection operator) {
        return stream(operator).map(info -> info.getStreamState().getLastSequence());
    }

    private static Optional<StreamInfo> stream(Connection operator) {
        try {
            return Optional.of(operator.jetStreamManagement().getStreamInfo(STREAM));
        } catch (IOException | JetStreamApiException notNow) {
            return Optional.empty();
        }
    }

    private static List<String> missing(NatsCluster nats, Map<String, Workload.Endpoint> acknowledged) {
        try {
            return Workload.missing(String.join(",", nats.urls()), acknowledged);
        } catch (AssertionError silent) {
            return List.of(String.valueOf(silent.getCause()));
        }
    }

    private static void awaitWell(RunningMuster muster) {
        Rest rest = new Rest(muster.http("/"));
        Await.until(
                Await.LONG,
                () -> rest.get("/health").text().startsWith("{\"status\":\"UP\""),
                () -> "stays " + rest.get("/health"));
    }

    private static void assertDeviceIsServed(RunningMuster muster, Registered endpoint) {
        try (Device device = Device.connect(muster.mqttPort(), Management.V1, endpoint.token())) {
            device.ask("update/keys", "{\"floor\":1}").expectOk();
        }
    }
}
