package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.embedded.TestStack;
import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
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

/** A nats-server that asks who one is, in each of the ways there are. */
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
        int port = start("""
                authorization { token: "%s", timeout: 60 }
                tls { cert_file: "%s", key_file: "%s", timeout: 60 }
                """.formatted(TOKEN, certificate, folder.resolve("key.pem")));
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

    @Test
    void aCertificateOfTheClient() throws Exception {
        Path certificate = certificate();
        Path key = folder.resolve("key.pem");
        int port = start("""
                tls { cert_file: "%1$s", key_file: "%2$s", ca_file: "%1$s", verify: true, timeout: 60 }
                """.formatted(certificate, key));
        List<String> urls = List.of("tls://127.0.0.1:" + port);
        NatsSettings.Tls shown = new NatsSettings.Tls(
                Optional.of(certificate), Optional.of(new NatsSettings.Tls.Identity(certificate, key)));
        try (Bus bus = connected(new NatsSettings(urls, new NatsSettings.Login.None(), Optional.of(shown)))) {
            assertThat(bus.connected()).isTrue();
        }
        NatsSettings.Tls silent = new NatsSettings.Tls(Optional.of(certificate), Optional.empty());
        assertRefused(new NatsSettings(urls, new NatsSettings.Login.None(), Optional.of(silent)));
    }

    @Test
    void credentialsOfAUser() throws Exception {
        NKey operator = NKey.createOperator(null);
        NKey account = NKey.createAccount(null);
        NKey user = NKey.createUser(null);
        String operatorJwt = jwt(operator, operator, "{\"type\":\"operator\",\"version\":2}");
        String accountJwt = jwt(operator, account, """
                {"limits":{"subs":-1,"conn":-1,"leaf":0,"imports":-1,"exports":-1,"data":-1,"payload":-1,"wildcards":true},
                "type":"account","version":2}""");
        int port = start("""
                operator: "%s"
                resolver: MEMORY
                resolver_preload: { %s: "%s" }
                """.formatted(operatorJwt, text(account), accountJwt));
        List<String> urls = List.of("nats://127.0.0.1:" + port);
        NatsSettings right = new NatsSettings(urls, credentials(account, user), Optional.empty());
        try (Bus bus = connected(right)) {
            assertThat(bus.connected()).isTrue();
        }
        assertThat(right.toString()).doesNotContain(new String(user.getSeed()));

        assertRefused(new NatsSettings(urls, credentials(NKey.createAccount(null), user), Optional.empty()));
        assertRefused(new NatsSettings(urls, new NatsSettings.Login.None(), Optional.empty()));
    }

    private static String jwt(NKey issuer, NKey subject, String claims) throws Exception {
        return JwtUtils.issueJWT(
                issuer, text(subject), "test", null, JwtUtils.currentTimeSeconds(), text(issuer), () -> claims);
    }

    private static String text(NKey key) throws Exception {
        return new String(key.getPublicKey());
    }

    /** As a file of nsc has it. */
    private static NatsSettings.Login.Credentials credentials(NKey account, NKey user) throws Exception {
        String jwt = JwtUtils.issueUserJWT(account, text(account), text(user));
        return new NatsSettings.Login.Credentials(
                JwtUtils.NATS_USER_JWT_FORMAT.formatted(jwt, new String(user.getSeed())));
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

    private int start(String asking) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String program = ProcessHandle.of(TestStack.nats().pid())
                .flatMap(process -> process.info().command())
                .orElseThrow();
        Path configuration =
                Files.writeString(folder.resolve("nats.conf"), "listen: \"127.0.0.1:%d\"\n%s".formatted(port, asking));
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
