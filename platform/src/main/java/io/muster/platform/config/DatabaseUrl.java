package io.muster.platform.config;

import io.muster.platform.postgres.Servers;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The URL of a database on one server or on several, of which one takes writes. May carry a user name and password, which
 * {@code toString} never shows.
 *
 * @param servers the same URL for each of the servers alone
 * @param text as it was given
 */
public record DatabaseUrl(List<ServerUrl> servers, String text) {
    private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");

    static final ValueType<DatabaseUrl> TYPE = new ValueType<>(
            "URL",
            "a URL that starts with postgresql:// or postgres:// and names a host, or several separated by commas, with"
                    + " target_session_attrs any, read-write or primary",
            false,
            false,
            DatabaseUrl::parse,
            DatabaseUrl::toString);

    public DatabaseUrl {
        servers = List.copyOf(servers);
    }

    /** The URL; empty for any other text, and for a {@code target_session_attrs} that takes no writes. */
    public static Optional<DatabaseUrl> parse(String text) {
        if (!text.contains("://")) {
            return Optional.empty();
        }
        return Servers.parse(text).flatMap(each -> {
            List<ServerUrl> servers = each.urls().stream()
                    .flatMap(url -> ServerUrl.parse(url, SCHEMES).stream())
                    .toList();
            return servers.size() == each.urls().size()
                    ? Optional.of(new DatabaseUrl(servers, text))
                    : Optional.empty();
        });
    }

    /** The name of the database; may be empty. */
    public String name() {
        return servers.getFirst().name();
    }

    public Optional<String> user() {
        return servers.getFirst().user();
    }

    public Optional<Secret> password() {
        return servers.getFirst().password();
    }

    /** The URL without user and password. */
    public String bare() {
        int begin = text.indexOf("://") + 3;
        int end = text.indexOf('/', begin);
        String authority = end < 0 ? text.substring(begin) : text.substring(begin, end);
        return text.substring(0, begin)
                + authority.substring(authority.lastIndexOf('@') + 1)
                + (end < 0 ? "" : text.substring(end));
    }

    /** The URL with {@code [hidden]} in place of its user and password, and of what follows a question mark. */
    @Override
    public String toString() {
        String bare = bare();
        int question = bare.indexOf('?');
        String shown = question < 0 ? bare : bare.substring(0, question + 1) + Secret.HIDDEN;
        return text.equals(bare) ? shown : shown.replaceFirst("://", "://" + Secret.HIDDEN + "@");
    }
}
