package io.muster.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.contract.avro.Elce;
import io.muster.embedded.TestStack;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.Event;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.EventStreamSettings;
import io.muster.platform.nats.NatsSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.RegisteredEvent;
import picocli.CommandLine;

/** {@code muster events} on a real nats-server. */
final class EventsCommandTest {

    private final String originator = "t" + Long.toString(System.nanoTime(), 36);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Bus bus;
    private EventStream stream;

    @BeforeEach
    void connect() throws Exception {
        bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), "events-test");
        stream = new EventStream(bus, EventStreamSettings.DEFAULT);
        stream.prepare();
    }

    @AfterEach
    void disconnect() {
        bus.close();
    }

    @Test
    void followsWhatGoesBy() throws Exception {
        CompletableFuture<Integer> command =
                CompletableFuture.supplyAsync(() -> run("--count", "2", "--subject", "kaa.v1.*." + originator + ".>"));
        await(() -> err.toString().contains("Listening"));
        bus.publish("kaa.v1.service." + originator + ".other.thing", new byte[4]);
        publish("ep-1");
        assertThat(command.get()).isZero();
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(out.toString())
                .contains("service." + originator + ".other.thing  (unknown message, 4 bytes)")
                .contains("events." + originator + ".endpoint.lifecycle.registered  ep-1");
    }

    @Test
    void replaysWhatWasKept() throws Exception {
        publish("ep-1");
        publish("ep-2");
        assertThat(run("--count", "2", "--since", "1h", "--subject", "kaa.v1.events." + originator + ".>"))
                .isZero();
        assertThat(out.toString().lines().map(line -> line.replaceFirst(".*registered  (ep-.) .*", "$1")))
                .containsExactly("ep-1", "ep-2");
    }

    @Test
    void goesOnWhereTheLastCallEnded() throws Exception {
        String[] arguments = {
            "--count", "1", "--durable", originator, "--json", "--subject", "kaa.v1.events." + originator + ".>"
        };
        publish("ep-1");
        assertThat(run(arguments)).isZero();
        publish("ep-2");
        assertThat(run(arguments)).isZero();
        assertThat(out.toString().lines().toList())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"endpointId\":\"ep-1\""),
                        second -> assertThat(second).contains("\"endpointId\":\"ep-2\""));
    }

    @Test
    void mistakesAreOneLineEach() {
        assertThat(run("--since", "yesterday")).isEqualTo(2);
        assertThat(run("--durable", "a b")).isEqualTo(2);
        assertThat(run("--nats-url", "http://elsewhere")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--since must be a time span")
                .contains("--durable must be")
                .contains("--nats-url must be");
    }

    @Test
    void anAbsentServerIsNamedWithTheRemedy() {
        assertThat(run("--nats-url", "nats://ann:secret@127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString().lines().toList())
                .containsExactly("muster: NATS is not reachable at nats://127.0.0.1:1;"
                        + " start it with muster start, or name another with --nats-url");
    }

    private int run(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("--nats-url", TestStack.nats().url()));
        if (Arrays.asList(arguments).contains("--nats-url")) {
            all.clear();
        }
        all.addAll(List.of(arguments));
        return new CommandLine(new EventsCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private void publish(String endpoint) throws Exception {
        byte[] payload = Elce.REGISTERED
                .codec()
                .encode(RegisteredEvent.newBuilder()
                        .setCorrelationId("corr")
                        .setTimestamp(1)
                        .setTimeout(0)
                        .setAppVersionName("kettle-v1")
                        .setEndpointId(endpoint)
                        .setOriginatorReplicaId("r1")
                        .build());
        stream.publish(List.of(new Event(Elce.REGISTERED.from(originator), endpoint, payload, originator + endpoint)));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 20 s").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
