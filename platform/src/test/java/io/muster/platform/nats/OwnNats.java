package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.TestStack;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A nats-server with a configuration of its own, for one test.
 *
 * @param folder where its files are
 */
record OwnNats(Path folder, int port, Process process) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** @param configuration all but the address */
    static OwnNats start(Path folder, String configuration) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        return start(folder, port, configuration);
    }

    private static OwnNats start(Path folder, int port, String configuration) throws IOException {
        String program = ProcessHandle.of(TestStack.nats().pid())
                .flatMap(process -> process.info().command())
                .orElseThrow();
        Path file = Files.writeString(
                folder.resolve("nats.conf"), "listen: \"127.0.0.1:%d\"\n%s".formatted(port, configuration));
        Path log = folder.resolve("nats.log");
        Process process = new ProcessBuilder(program, "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!Files.readString(log).contains("Server is ready")) {
            assertThat(process.isAlive() && Instant.now().isBefore(deadline))
                    .as(Files.readString(log))
                    .isTrue();
            LockSupport.parkNanos(20_000_000);
        }
        return new OwnNats(folder, port, process);
    }

    /** The same on the same port, after this one is gone. */
    OwnNats again() throws IOException {
        close();
        String file = Files.readString(folder.resolve("nats.conf"));
        return start(folder, port, file.substring(file.indexOf('\n') + 1));
    }

    /** Its end as a crash is one. */
    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** A certificate for 127.0.0.1 that signs itself, with its key in {@link #key} beside. */
    static Path certificate(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        String password = "password";
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        password,
                        "-alias",
                        "nats",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
        Files.writeString(
                key(folder),
                pem("PRIVATE KEY", keys.getKey("nats", password.toCharArray()).getEncoded()));
        return Files.writeString(
                folder.resolve("cert.pem"),
                pem("CERTIFICATE", keys.getCertificate("nats").getEncoded()));
    }

    static Path key(Path folder) {
        return folder.resolve("key.pem");
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN %s-----%n%s%n-----END %1$s-----%n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(content));
    }

    /** A connection; a busy machine may take longer for a handshake than one attempt may. */
    static Bus connected(NatsSettings settings, String name) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        for (; ; ) {
            try {
                return Bus.connect(settings, name);
            } catch (IOException late) {
                assertThat(Instant.now()).as(late.toString()).isBefore(deadline);
            }
        }
    }
}
