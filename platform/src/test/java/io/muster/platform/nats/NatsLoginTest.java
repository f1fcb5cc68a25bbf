package io.muster.platform.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A nats-server that asks who one is, in each of the ways there are. */
final class NatsLoginTest {

    private static final String TOKEN = "a token of this test";

    @TempDir
    private Path folder;

    private @Nullable OwnNats server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aTokenOverTlsWithAnAuthorityOfOnesOwn() throws Exception {
        Path certificate = OwnNats.certificate(folder);
        int port = start("""
                authorization { token: "%s", timeout: 60 }
                tls { cert_file: "%s", key_file: "%s", timeout: 60 }
                """.formatted(TOKEN, certificate, OwnNats.key(folder)));
        NatsSettings.Tls tls = new NatsSettings.Tls(Optional.of(certificate), Optional.empty());
        List<String> urls = List.of("tls://127.0.0.1:1", "tls://127.0.0.1:" + port);

        NatsSettings right = new NatsSettings(urls, new NatsSettings.Login.Token(TOKEN), Optional.of(tls));
        try (Bus bus = connected(right)) {
            assertThat(bus.connected()).isTrue();
        }
        assertThat(right.toString()).doesNotContain(TOKEN);

        assertRefused(
                new NatsSettings(urls, new NatsSettings.Login.Token("wrong"), Optional.of(tls)),
                new NatsSettings(urls, new NatsSettings.Login.Token(TOKEN), Optional.empty()));
        NatsSettings.Tls missing = new NatsSettings.Tls(Optional.of(folder.resolve("nowhere.pem")), Optional.empty());
        assertThatThrownBy(() -> Bus.connect(
                        new NatsSettings(urls, new NatsSettings.Login.None(), Optional.of(missing)), "login-test"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere.pem");
    }

    @Test
    void aCertificateOfTheClient() throws Exception {
        Path certificate = OwnNats.certificate(folder);
        Path key = OwnNats.key(folder);
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

        assertRefused(
                new NatsSettings(urls, credentials(NKey.createAccount(null), user), Optional.empty()),
                new NatsSettings(urls, new NatsSettings.Login.None(), Optional.empty()));
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

    private static Bus connected(NatsSettings settings) throws Exception {
        return OwnNats.connected(settings, "login-test");
    }

    /** All at the same time: a client that is refused waits for its answer until an attempt has lasted long enough. */
    private static void assertRefused(NatsSettings... each) {
        List<CompletableFuture<Bus>> attempts =
                Stream.of(each).map(NatsLoginTest::attempt).toList();
        for (CompletableFuture<Bus> attempt : attempts) {
            assertThatThrownBy(attempt::join).hasCauseInstanceOf(IOException.class);
        }
    }

    private static CompletableFuture<Bus> attempt(NatsSettings settings) {
        CompletableFuture<Bus> attempt = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                attempt.complete(Bus.connect(settings, "login-test"));
            } catch (IOException | InterruptedException | RuntimeException failure) {
                attempt.completeExceptionally(failure);
            }
        });
        return attempt.orTimeout(60, TimeUnit.SECONDS);
    }

    private int start(String asking) throws IOException {
        server = OwnNats.start(folder, asking);
        return server.port();
    }
}
