package io.muster.platform.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host name or address with a port from 1 to 65535, written {@code host:port} or {@code [v6 address]:port}. */
public record HostPort(String host, int port) {
    private static final Pattern TEXT = Pattern.compile("(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9_.-]+):(\\d{1,5})");

    /** The address; empty for any other text. */
    public static Optional<HostPort> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(2));
        String host = matcher.group(1);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new HostPort(bare, port));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
