package io.muster.platform.tekton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.contract.avro.Message;
import io.muster.contract.avro.Scmp;
import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedNats;
import io.muster.embedded.TestStack;
import io.muster.platform.config.ApplicationVersion;
import io.muster.platform.config.Applications;
import io.muster.platform.config.ServerUrl;
import io.muster.platform.config.Service;
import io.muster.platform.config.Tekton;
import io.muster.platform.health.Health;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.NatsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kaaproject.scmp.event.gen.v1.service.configuration.BroadcastConfigurationUpdateEvent;
import org.kaaproject.scmp.event.gen.v1.service.configuration.ServiceSpecificConfigurationUpdateEvent;

/** Against a real NATS server and a Tekton that answers exactly as documented. */
class TektonApplicationsTest {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String LAMP = "{\"lamp\":{\"versions\":{\"lamp-v1\":null}}}";

    private final String provider = "tekton" + NAMES.incrementAndGet();
    private final String epr = "epr-of-" + provider;
    private final String epmx = "epmx-of-" + provider;
    private final String kpc = "kpc-of-" + provider;
    private final BlockingQueue<Applications> changes = new LinkedBlockingQueue<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private FakeTekton tekton;
    private Bus bus;

    TektonApplicationsTest() throws Exception {
        tekton = new FakeTekton();
        bus = Bus.connect(NatsSettings.of(TestStack.nats().url()), "tekton-test");
    }

    @BeforeEach
    void open() {
        parts.push(tekton);
        parts.push(bus);
    }

    @AfterEach
    void close() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }

    /** How Tekton of either generation announces a change. */
    enum Generation {
        KAA_1_1(Scmp.KAA11_UPSERT, Scmp.KAA11_DELETE, Scmp.KAA11_TARGETED_UPSERT),
        KAA_1_2(Scmp.UPSERT, Scmp.DELETE, Scmp.TARGETED_UPSERT);

        final Message.Event<BroadcastConfigurationUpdateEvent> upsert;
        final Message.Event<BroadcastConfigurationUpdateEvent> delete;
        final Message.Targeted<ServiceSpecificConfigurationUpdateEvent> targeted;

        Generation(
                Message.Event<BroadcastConfigurationUpdateEvent> upsert,
                Message.Event<BroadcastConfigurationUpdateEvent> delete,
                Message.Targeted<ServiceSpecificConfigurationUpdateEvent> targeted) {
            this.upsert = upsert;
            this.delete = delete;
            this.targeted = targeted;
        }

        @Nullable
        String tenant() {
            return this == KAA_1_1 ? null : "t1";
        }
    }

    @Test
    void treesOfSeveralServicesBecomeOne() throws Exception {
        tekton.has(epr, "{\"lamp\":{\"versions\":{\"lamp-v1\":null,\"lamp-v2\":{}}},\"empty\":null}");
        tekton.has(
                epmx,
                "{\"lamp\":{\"versions\":{\"lamp-v1\":{\"metadata-keys\":{\"owner\":{\"write-enabled\":false}}}}}}");
        tekton.has(kpc, "{\"lamp\":{\"versions\":{\"lamp-v1\":{\"allowed-extension-instances\":[\"dcx\"]}}}}");
        start();
        Applications read = next();
        assertThat(read.names()).containsExactlyInAnyOrder("lamp", "empty");
        assertThat(read.version("lamp-v1"))
                .contains(new ApplicationVersion(
                        "lamp", "lamp-v1", Optional.of(Map.of("owner", false)), Optional.of(List.of("dcx"))));
        assertThat(read.version("lamp-v2")).contains(ApplicationVersion.open("lamp", "lamp-v2"));
    }

    @Test
    void withoutApplicationsThereIsNoDemo() throws Exception {
        start();
        assertThat(next().names()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anEventForAVersionReadsThatVersionOnly(Generation generation) throws Exception {
        tekton.has(epr, LAMP);
        start();
        next();
        tekton.requests.clear();
        tekton.has(epr, "{\"lamp\":{\"versions\":{\"lamp-v1\":null,\"lamp-v2\":null}},\"other\":null}");
        tekton.has(epmx, "{\"lamp\":{\"versions\":{\"lamp-v2\":{\"metadata-keys\":{}}}}}");
        publish(generation.upsert, generation.tenant(), "lamp", "lamp-v2");

        Applications read = next();
        assertThat(read.names()).containsExactly("lamp");
        assertThat(read.version("lamp-v2").orElseThrow().metadataKeys()).contains(Map.of());
        assertThat(asked())
                .containsExactlyInAnyOrder(
                        "/applications/lamp/app-versions/lamp-v2?" + epr,
                        "/applications/lamp/app-versions/lamp-v2?" + epmx,
                        "/applications/lamp/app-versions/lamp-v2?" + kpc);
    }

    @ParameterizedTest
    @EnumSource
    void anEventForAnApplicationReadsThatApplicationOnly(Generation generation) throws Exception {
        tekton.has(epr, LAMP);
        start();
        next();
        tekton.requests.clear();
        tekton.has(epr, "{\"kettle\":{\"versions\":{\"kettle-v1\":null}}}");
        publish(generation.upsert, generation.tenant(), "kettle", null);

        assertThat(next().names()).containsExactlyInAnyOrder("lamp", "kettle");
        assertThat(asked()).allMatch(request -> request.startsWith("/applications/kettle?"));
    }

    @ParameterizedTest
    @EnumSource
    void anEventWithoutAnApplicationReadsEverything(Generation generation) throws Exception {
        tekton.has(epr, LAMP);
        start();
        next();
        tekton.has(epr, "{\"kettle\":null}");
        publish(generation.upsert, null, null, null);
        assertThat(next().names()).containsExactly("kettle");
    }

    @ParameterizedTest
    @EnumSource
    void anEventForOneServiceReadsItsConfigurationOnly(Generation generation) throws Exception {
        tekton.has(epr, LAMP);
        start();
        next();
        tekton.requests.clear();
        tekton.has(epmx, "{\"lamp\":{\"versions\":{\"lamp-v1\":{\"metadata-keys\":{\"a\":null}}}}}");
        ServiceSpecificConfigurationUpdateEvent event =
                new ServiceSpecificConfigurationUpdateEvent("c", 1L, "t1", "lamp", null);
        bus.publish(
                generation.targeted.toService(epmx), generation.targeted.codec().encode(event));

        assertThat(next().version("lamp-v1").orElseThrow().metadataKeys()).contains(Map.of("a", true));
        assertThat(asked()).containsExactly("/applications/lamp?" + epmx);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDeletedDisappears(Generation generation) throws Exception {
        tekton.has(epr, "{\"lamp\":{\"versions\":{\"lamp-v1\":null,\"lamp-v2\":null}},\"kettle\":null}");
        start();
        next();
        tekton.has(epr, "{\"lamp\":{\"versions\":{\"lamp-v1\":null}},\"kettle\":null}");
        publish(generation.delete, generation.tenant(), "lamp", "lamp-v2");
        Applications without = next();
        assertThat(without.version("lamp-v2")).isEmpty();
        assertThat(without.version("lamp-v1")).isPresent();

        tekton.has(epr, "{\"kettle\":null}");
        publish(generation.delete, generation.tenant(), "lamp", null);
        assertThat(next().names()).containsExactly("kettle");
    }

    /** The configuration is deleted, the version is not: Tekton has null for it. */
    @Test
    void aVersionMayLoseItsConfigurationAndStay() throws Exception {
        tekton.has(epmx, "{\"lamp\":{\"versions\":{\"lamp-v1\":{\"metadata-keys\":{}}}}}");
        start();
        next();
        tekton.has(epmx, LAMP);
        publish(Scmp.DELETE, "t1", "lamp", "lamp-v1");
        assertThat(next().version("lamp-v1")).contains(ApplicationVersion.open("lamp", "lamp-v1"));
    }

    @Test
    void whatIsAnnouncedWhileReadingIsReadTogether() throws Exception {
        tekton.has(epr, LAMP);
        start();
        next();
        tekton.requests.clear();
        tekton.gate.drainPermits();
        publish(Scmp.UPSERT, "t1", "lamp", null);
        assertThat(tekton.requests.poll(20, TimeUnit.SECONDS)).isNotNull();
        tekton.has(epr, "{\"lamp\":{\"versions\":{\"lamp-v1\":null,\"lamp-v2\":null}}}");
        for (int i = 0; i < 500; i++) {
            publish(Scmp.UPSERT, "t1", "lamp", "v" + i);
        }
        publish(Scmp.UPSERT, "t1", "lamp", null);
        bus.flush(Duration.ofSeconds(10));
        await(() -> heard() == 502);
        tekton.gate.release(1_000_000);
        assertThat(next().version("lamp-v2")).isPresent();
        assertThat(tekton.requests).as("of 1506 without gathering").hasSizeLessThan(15);
    }

    /** Messages that NATS has delivered to the subscription; its handler is done with all but the last. */
    private long heard() {
        return bus.connection().getStatistics().getInMsgs();
    }

    @Test
    void anOutageLeavesThePresentInForceUntilItIsOver() throws Exception {
        tekton.has(epr, LAMP);
        TektonApplications running = start();
        next();
        tekton.status = 503;
        tekton.has(epr, "{\"kettle\":null}");
        publish(Scmp.UPSERT, "t1", null, null);
        await(() -> running.health().state() == Health.State.DEGRADED);
        assertThat(running.health().detail()).contains("answered 503").contains("stay in force");
        assertThat(changes).isEmpty();

        tekton.status = 200;
        assertThat(next().names()).containsExactly("kettle");
        await(() -> running.health().state() == Health.State.UP);
        assertThat(metrics.get("muster.configuration.updates")
                        .tag("outcome", "failed")
                        .timer()
                        .count())
                .isPositive();
    }

    @Test
    void aMistakeIsNotAppliedAndNamed() throws Exception {
        tekton.has(epr, LAMP);
        TektonApplications running = start();
        next();
        tekton.has(epmx, "{\"lamp\":{\"versions\":{\"lamp-v1\":{\"metadata-keys\":7}}}}");
        publish(Scmp.UPSERT, "t1", "lamp", "lamp-v1");
        await(() -> running.health().state() == Health.State.DEGRADED);
        assertThat(running.health().detail())
                .startsWith("Tekton's configuration of " + epmx
                        + ": kaa.applications.lamp.versions.lamp-v1.metadata-keys: found \"7\"");

        tekton.has(epmx, "{\"kettle\":{\"versions\":{\"lamp-v1\":null}}}");
        publish(Scmp.UPSERT, "t1", null, null);
        await(() -> running.health().detail().contains("the version lamp-v1 in both applications lamp and kettle"));
        assertThat(changes).isEmpty();
    }

    @Test
    void garbageIsCountedAndHarmless() throws Exception {
        tekton.has(epr, LAMP);
        start();
        next();
        bus.publish(Scmp.UPSERT.from(provider), new byte[] {1});
        bus.publish("kaa.v1.events." + provider + ".service.configuration.renamed", new byte[0]);
        await(() ->
                metrics.get("muster.nats.dropped").tag("type", "scmp").counter().count() == 1);
        tekton.has(epr, "{\"kettle\":null}");
        publish(Scmp.UPSERT, null, null, null);
        assertThat(next().names()).containsExactly("kettle");
    }

    @Test
    void whatWasMissedWithoutNatsIsReadAfterwards(@TempDir Path directory) throws Exception {
        DataDirectory data = DataDirectory.open(directory);
        parts.push(data);
        EmbeddedNats nats = EmbeddedNats.start(data, 0, EmbeddedListener.silent());
        parts.push(nats);
        bus = Bus.connect(NatsSettings.of(nats.url()), "tekton-test");
        parts.push(bus);
        start();
        next();
        tekton.has(epr, LAMP);
        ProcessHandle.of(nats.pid()).orElseThrow().destroyForcibly();
        assertThat(next().names()).containsExactly("lamp");
    }

    @Test
    void withoutTektonThereIsNoStart() {
        tekton.close();
        assertThatThrownBy(this::start)
                .isInstanceOf(TektonFailure.class)
                .hasMessage("Tekton at http://127.0.0.1:" + tekton.url().getPort()
                        + "/tekton cannot be reached (ConnectException)");
    }

    @Test
    void aWrongUrlIsNotTakenForNoApplications() {
        tekton.status = 404;
        assertThatThrownBy(this::start).hasMessageEndingWith("answered 404 to GET /tekton/api/v1/app-configs");
    }

    private TektonApplications start() {
        TektonApplications running = TektonApplications.start(
                new Tekton(true, new ServerUrl(tekton.url()), provider, Duration.ofSeconds(10)),
                Map.of(Service.EPR, epr, Service.EPMX, epmx, Service.KPC, kpc),
                bus,
                metrics,
                changes::add);
        parts.push(running);
        return running;
    }

    private void publish(
            Message.Event<BroadcastConfigurationUpdateEvent> message,
            @Nullable String tenant,
            @Nullable String application,
            @Nullable String version) {
        BroadcastConfigurationUpdateEvent event =
                new BroadcastConfigurationUpdateEvent("c", 1L, "replica", tenant, application, version);
        bus.publish(message.from(provider), message.codec().encode(event));
    }

    private List<String> asked() {
        List<String> asked = new ArrayList<>();
        tekton.requests.drainTo(asked);
        return asked.stream()
                .map(request ->
                        request.replaceFirst("/tekton/api/v1/app-configs", "").replace("serviceInstanceName=", ""))
                .toList();
    }

    private Applications next() throws InterruptedException {
        return Objects.requireNonNull(changes.poll(20, TimeUnit.SECONDS), "no change within 20 s");
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 20 s").isLessThan(deadline);
            Thread.sleep(5);
        }
    }
}
