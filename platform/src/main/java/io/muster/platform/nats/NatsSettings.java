package io.muster.platform.nats;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How to reach NATS.
 *
 * @param urls addresses such as {@code nats://host:4222}
 * @param user user name, where the servers ask for one
 * @param password its password, never printed
 */
public record NatsSettings(List<String> urls, Optional<String> user, Optional<String> password) {

    /** Settings without authentication. */
    public static NatsSettings of(String url) {
        return new NatsSettings(List.of(url), Optional.empty(), Optional.empty());
    }

    /** The addresses, for messages to people. */
    public String shownUrls() {
        return urls.stream().map(NatsSettings::withoutUserInfo).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "NatsSettings[urls=" + shownUrls() + ", user=" + user + ", password=[hidden]]";
    }

    private static String withoutUserInfo(String url) {
        return url.replaceFirst("//[^@/]*@", "//[hidden]@");
    }
}
