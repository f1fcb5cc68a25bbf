package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.embedded.EmbeddedNats;
import io.muster.platform.nats.EventStreamSettings.Limit;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event stream is made, checked and brought up to date at every start; on a nats-server of the test's own. */
final class EventStreamTest {

    @TempDir
    private Path folder;

    private DataDirectory data;
    private EmbeddedNats nats;
    private Bus bus;
    private JetStreamManagement management;

    @BeforeEach
    void start() throws Exception {
        data = DataDirectory.open(folder);
        nats = EmbeddedNats.start(data, 0, EmbeddedListener.silent());
        bus = Bus.connect(NatsSettings.of(nats.url()), "stream-test");
        management = bus.connection().jetStreamManagement();
    }

    @AfterEach
    void stop() {
        bus.close();
        nats.stop();
        data.close();
    }

    private EventStream prepared(Duration maxAge, long maxBytes, int replicas) throws Exception {
        EventStream stream = new EventStream(
                bus,
                new EventStreamSettings(
                        maxAge,
                        maxBytes,
                        Duration.ofMinutes(2),
                        replicas,
                        EnumSet.allOf(Limit.class),
                        Duration.ofSeconds(30)));
        stream.prepare();
        return stream;
    }

    private StreamConfiguration stored() throws Exception {
        return management.getStreamInfo(EventStream.NAME).getConfiguration();
    }

    @Test
    void limitsAreSetAndBroughtUpToDateAndTheRestIsLeftAlone() throws Exception {
        EventStream stream = prepared(Duration.ofHours(2), 32L << 20, 1);
        assertThat(stored().getMaxAge()).isEqualTo(Duration.ofHours(2));
        assertThat(stored().getMaxBytes()).isEqualTo(32L << 20);
        assertThat(stored().getStorageType()).isEqualTo(StorageType.File);
        stream.publish(List.of(new Event("kaa.v1.events.t.x", "x", "1".getBytes(StandardCharsets.UTF_8), "1")));
        management.updateStream(StreamConfiguration.builder(stored())
                .description("ours")
                .addSubjects("other.subject")
                .build());

        prepared(Duration.ofDays(3), 64L << 20, 1);

        assertThat(stored().getMaxAge()).isEqualTo(Duration.ofDays(3));
        assertThat(stored().getMaxBytes()).isEqualTo(64L << 20);
        assertThat(stored().getDescription()).isEqualTo("ours");
        assertThat(stored().getSubjects()).containsExactlyInAnyOrder(EventStream.SUBJECTS, "other.subject");
        assertThat(stored().getCompressionOption()).isEqualTo(CompressionOption.None);
        assertThat(management.getStreamInfo(EventStream.NAME).getStreamState().getMsgCount())
                .isEqualTo(1);
    }

    @Test
    void whatNobodyConfiguresStaysAsAnOperatorHasSetItOnTheStream() throws Exception {
        EventStream stream = new EventStream(bus, EventStreamSettings.DEFAULT);
        stream.prepare();
        assertThat(stored().getMaxAge()).isEqualTo(EventStreamSettings.DEFAULT.maxAge());
        assertThat(stored().getMaxBytes()).isEqualTo(EventStreamSettings.DEFAULT.maxBytes());
        management.updateStream(StreamConfiguration.builder(stored())
                .maxAge(Duration.ofDays(30))
                .maxBytes(64L << 20)
                .duplicateWindow(Duration.ofMinutes(10))
                .build());

        stream.prepare();

        assertThat(stored().getMaxAge()).isEqualTo(Duration.ofDays(30));
        assertThat(stored().getMaxBytes()).isEqualTo(64L << 20);
        assertThat(stored().getDuplicateWindow()).isEqualTo(Duration.ofMinutes(10));
        new EventStream(
                        bus,
                        new EventStreamSettings(
                                Duration.ofDays(3),
                                32L << 20,
                                Duration.ofMinutes(2),
                                1,
                                Set.of(Limit.MAX_AGE),
                                Duration.ofSeconds(30)))
                .prepare();
        assertThat(stored().getMaxAge()).isEqualTo(Duration.ofDays(3));
        assertThat(stored().getMaxBytes()).isEqualTo(64L << 20);
        assertThat(stored().getDuplicateWindow()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void theOldestEventsGoWhenTheSizeIsReached() throws Exception {
        EventStream stream = prepared(Duration.ofHours(1), 16L << 20, 1);
        byte[] payload = new byte[1 << 20];
        for (int i = 0; i < 24; i++) {
            stream.publish(List.of(new Event("kaa.v1.events.t.x", "x", payload, "m" + i)));
        }
        var state = management.getStreamInfo(EventStream.NAME).getStreamState();
        assertThat(state.getByteCount()).isLessThanOrEqualTo(16L << 20);
        assertThat(state.getLastSequence()).isEqualTo(24);
        assertThat(state.getFirstSequence()).isGreaterThan(1);
    }

    @Test
    void anEmptyStreamContinuesBehindWhatListenersMayHaveSeen() throws Exception {
        EventStream stream = prepared(Duration.ofHours(1), 32L << 20, 1);
        stream.continueFrom(1_000_000_000_000L);
        stream.publish(List.of(new Event("kaa.v1.events.t.x", "x", new byte[1], "1")));
        var state = management.getStreamInfo(EventStream.NAME).getStreamState();
        assertThat(state.getFirstSequence()).isEqualTo(1_000_000_000_000L);
        assertThat(state.getLastSequence()).isEqualTo(1_000_000_000_000L);

        stream.continueFrom(2_000_000_000_000L);
        stream.publish(List.of(new Event("kaa.v1.events.t.x", "x", new byte[1], "2")));
        state = management.getStreamInfo(EventStream.NAME).getStreamState();
        assertThat(state.getMsgCount()).isEqualTo(2);
        assertThat(state.getLastSequence()).isEqualTo(1_000_000_000_001L);
    }

    @Test
    void aStreamThatCannotServeIsNamedWithTheRemedy() throws Exception {
        management.addStream(StreamConfiguration.builder()
                .name(EventStream.NAME)
                .subjects(EventStream.SUBJECTS)
                .storageType(StorageType.Memory)
                .build());
        assertRefused(1, "keeps events in memory", "nats stream rm");
    }

    @Test
    void aStreamOfSomebodyElseOverTheSameSubjectsIsNamed() throws Exception {
        management.addStream(StreamConfiguration.builder()
                .name("THEIRS")
                .subjects("kaa.v1.events.epr.>")
                .build());
        assertRefused(1, "THEIRS", "take the subjects away");
    }

    @Test
    void copiesWithoutAClusterAreRefusedWithTheKeyToChange() {
        assertRefused(3, "3 copies are wanted", "muster.events.replicas");
    }

    private void assertRefused(int replicas, String reason, String remedy) {
        assertThatThrownBy(() -> prepared(Duration.ofHours(1), 32L << 20, replicas))
                .isInstanceOfSatisfying(StreamRefused.class, refused -> {
                    assertThat(refused).hasMessageContaining(reason);
                    assertThat(refused.remedy()).contains(remedy);
                });
    }
}
