package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.embedded.TestStack;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A nats-server that asks who one is and speaks TLS only. */
final class NatsLoginTest {

    private static final String TOKEN = "a token of this test";

    @TempDir
    private Path folder;

    private @Nullable Process server;

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void aTokenOverTlsWithAnAuthorityOfOnesOwn() throws Exception {
        Path certificate = certificate();
        int port = start(certificate);
        NatsSettings.Tls tls = new NatsSettings.Tls(Optional.of(certificate), Optional.empty());
        List<String> urls = List.of("tls://127.0.0.1:1", "tls://127.0.0.1:" + port);

        NatsSettings right = new NatsSettings(urls, new NatsSettings.Login.Token(TOKEN), Optional.of(tls));
        try (Bus bus = connected(right)) {
            assertThat(bus.connected()).isTrue();
        }
        assertThat(right.toString()).doesNotContain(TOKEN);

        assertRefused(new NatsSettings(urls, new NatsSettings.Login.Token("wrong"), Optional.of(tls)));
        assertRefused(new NatsSettings(urls, new NatsSettings.Login.Token(TOKEN), Optional.empty()));
        NatsSettings.Tls missing = new NatsSettings.Tls(Optional.of(folder.resolve("nowhere.pem")), Optional.empty());
        assertThatThrownBy(() -> Bus.connect(
                        new NatsSettings(urls, new NatsSettings.Login.None(), Optional.of(missing)), "login-test"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere.pem");
    }

    /** A busy machine may take longer for a handshake than one attempt may. */
    private static Bus connected(NatsSettings settings) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        for (; ; ) {
            try {
                return Bus.connect(settings, "login-test");
            } catch (IOException late) {
                assertThat(Instant.now()).as(late.toString()).isBefore(deadline);
            }
        }
    }

    private static void assertRefused(NatsSettings settings) {
        assertThatThrownBy(() -> Bus.connect(settings, "login-test")).isInstanceOf(IOException.class);
    }

    private int start(Path certificate) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String program = ProcessHandle.of(TestStack.nats().pid())
                .flatMap(process -> process.info().command())
                .orElseThrow();
        Path configuration = Files.writeString(
                folder.resolve("nats.conf"), """
                listen: "127.0.0.1:%d"
                authorization { token: "%s", timeout: 60 }
                tls { cert_file: "%s", key_file: "%s", timeout: 60 }
                """.formatted(port, TOKEN, certificate, folder.resolve("key.pem")));
        server = new ProcessBuilder(program, "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nats.log").toFile())
                .start();
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (!Files.readString(folder.resolve("nats.log")).contains("Server is ready")) {
            assertThat(Instant.now())
                    .as(Files.readString(folder.resolve("nats.log")))
                    .isBefore(deadline);
            LockSupport.parkNanos(20_000_000);
        }
        return port;
    }

    /** A certificate that signs itself, with its key beside. */
    private Path certificate() throws Exception {
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
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
        Files.writeString(
                folder.resolve("key.pem"),
                pem("PRIVATE KEY", keys.getKey("nats", password.toCharArray()).getEncoded()));
        return Files.writeString(
                folder.resolve("cert.pem"),
                pem("CERTIFICATE", keys.getCertificate("nats").getEncoded()));
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN %s-----%n%s%n-----END %1$s-----%n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(content));
    }
}
