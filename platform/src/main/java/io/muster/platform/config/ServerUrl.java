package io.muster.platform.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The URL of a server; may carry a user name and password, which {@code toString} never shows. */
public record ServerUrl(URI uri) {

    /** Parses an absolute URL with a host and one of {@code schemes}; anything else is empty. */
    public static Optional<ServerUrl> parse(String text, Set<String> schemes) {
        try {
            URI uri = new URI(text);
            boolean complete = uri.getScheme() != null && schemes.contains(uri.getScheme()) && uri.getHost() != null;
            return complete ? Optional.of(new ServerUrl(uri)) : Optional.empty();
        } catch (URISyntaxException notAnUrl) {
            return Optional.empty();
        }
    }

    public String scheme() {
        return uri.getScheme();
    }

    /** The host, without the brackets of a v6 address. */
    public String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port of the URL, else {@code otherwise}. */
    public int port(int otherwise) {
        return uri.getPort() == -1 ? otherwise : uri.getPort();
    }

    /** The path without its leading slash: of a database URL, the name of the database; may be empty. */
    public String name() {
        String path = Optional.ofNullable(uri.getPath()).orElse("");
        return path.startsWith("/") ? path.substring(1) : path;
    }

    public Optional<String> user() {
        return credentials().map(part -> decode(part.split(":", 2)[0])).filter(user -> !user.isEmpty());
    }

    public Optional<Secret> password() {
        return credentials()
                .map(part -> part.split(":", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> new Secret(decode(parts[1])));
    }

    /** The URL without user and password. */
    public String bare() {
        String query =
                Optional.ofNullable(uri.getRawQuery()).map(text -> "?" + text).orElse("");
        String port = uri.getPort() == -1 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port
                + Optional.ofNullable(uri.getRawPath()).orElse("") + query;
    }

    /** The URL with {@code [hidden]} in place of its user and password, and of what follows a question mark. */
    @Override
    public String toString() {
        String bare = bare();
        int question = bare.indexOf('?');
        String shown = question < 0 ? bare : bare.substring(0, question + 1) + Secret.HIDDEN;
        return credentials().isEmpty() ? shown : shown.replaceFirst("://", "://" + Secret.HIDDEN + "@");
    }

    private Optional<String> credentials() {
        return Optional.ofNullable(uri.getRawUserInfo());
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
