package io.muster.platform.nats;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How to reach NATS.
 *
 * @param urls addresses such as {@code nats://host:4222}, of one cluster
 * @param login what the servers ask for
 * @param tls certificates, where those of the system will not do
 */
public record NatsSettings(List<String> urls, Login login, Optional<Tls> tls) {

    public NatsSettings {
        urls = List.copyOf(urls);
    }

    /** How a client shows who it is. Secrets are never printed. */
    public sealed interface Login {

        /** Not at all. */
        record None() implements Login {}

        /** By a user name and its password. */
        record User(String name, String password) implements Login {
            @Override
            public String toString() {
                return "User[name=" + name + ", password=[hidden]]";
            }
        }

        /** By a token that all clients share. */
        record Token(String value) implements Login {
            @Override
            public String toString() {
                return "Token[hidden]";
            }
        }

        /** By a user JWT and the seed of its NKey, as a {@code .creds} file holds them. */
        record Credentials(String content) implements Login {
            @Override
            public String toString() {
                return "Credentials[hidden]";
            }
        }
    }

    /**
     * PEM files for TLS.
     *
     * @param ca certificates that sign those of the servers; those of the system when absent
     * @param identity certificate and key of this client, where the servers ask for one
     */
    public record Tls(Optional<Path> ca, Optional<Identity> identity) {

        /** A client's certificate chain and its private key. */
        public record Identity(Path certificate, Path key) {}
    }

    /** Settings without authentication. */
    public static NatsSettings of(String url) {
        return new NatsSettings(List.of(url), new Login.None(), Optional.empty());
    }

    /** Settings with a user name and password, where both are given. */
    public static NatsSettings of(List<String> urls, Optional<String> user, Optional<String> password) {
        Login login = user.<Login>map(name -> new Login.User(name, password.orElse("")))
                .orElseGet(Login.None::new);
        return new NatsSettings(urls, login, Optional.empty());
    }

    /** The addresses, for messages to people. */
    public String shownUrls() {
        return urls.stream().map(NatsSettings::withoutUserInfo).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "NatsSettings[urls=" + shownUrls() + ", login=" + login + ", tls=" + tls + "]";
    }

    private static String withoutUserInfo(String url) {
        return url.replaceFirst("//[^@/]*@", "//[hidden]@");
    }
}
