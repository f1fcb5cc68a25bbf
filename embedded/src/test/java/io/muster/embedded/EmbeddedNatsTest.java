package io.muster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedNatsTest {
    @TempDir
    Path folder;

    private DataDirectory data;
    private final RecordingListener listener = new RecordingListener();

    @BeforeEach
    void openData() {
        data = DataDirectory.open(folder.resolve("data"));
    }

    @AfterEach
    void closeData() throws Exception {
        data.close();
        assertThat(Leftovers.find("nats-server", data.nats())).isEmpty();
    }

    @Test
    void servesJetStreamFromTheDataDirectory() throws Exception {
        try (EmbeddedNats nats = EmbeddedNats.start(data, 0, listener)) {
            assertThat(nats.url()).isEqualTo("nats://127.0.0.1:" + nats.port());
            assertThat(data.nats().resolve("jetstream")).isDirectory();
        }
    }

    @Test
    void comesBackOnTheSamePortWhenKilled() throws Exception {
        try (EmbeddedNats nats = EmbeddedNats.start(data, 0, listener)) {
            long killed = nats.pid();
            Signals.send("KILL", killed);
            Await.until("another process serves", () -> nats.pid() != killed && nats.alive());
            assertThat(listener.restarts).containsExactly("nats-server ended by signal 9");
        }
    }

    @Test
    void aServerLeftOverByAKilledParentIsEnded() throws Exception {
        NatsServer server =
                NatsServer.obtain(System.getenv().getOrDefault("PATH", ""), CacheDirectory.locate(folder), listener);
        int port = Loopback.choose("nats-server", 0, "--nats-port");
        NatsServerProgram program = new NatsServerProgram(
                data,
                server.program(),
                "left-over",
                port,
                NatsConfiguration.text(server.version(), "left-over", port, data.nats()));
        program.prepare();
        Process leftover = new ProcessBuilder(program.command())
                .directory(program.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(program.log().toFile())
                .start();
        Await.until("the left-over server is ready", () -> program.ready(leftover.pid()));
        try (EmbeddedNats nats = EmbeddedNats.start(data, port, listener)) {
            assertThat(leftover.isAlive()).isFalse();
            assertThat(nats.alive()).isTrue();
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Loopback.HOST))) {
            assertThatThrownBy(() -> EmbeddedNats.start(data, taken.getLocalPort(), listener))
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--nats-port");
        }
    }
}
