package io.muster.platform.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address under which a caller reaches this server, honouring proxies on the way. */
final class PublicUrl {

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._~\\-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~\\-]+)+");

    private static final Pattern FORWARDED_PROTO = member("proto");
    private static final Pattern FORWARDED_HOST = member("host");

    private PublicUrl() {}

    private static Pattern member(String name) {
        return Pattern.compile("(?i)(?:^|;)\\s*" + name + "=(\"[^\"]*\"|[^;\"]*)");
    }

    /** Scheme, host, port and prefix, without a trailing slash. */
    static String of(HttpServerRequest request) {
        String scheme = forwarded(request, FORWARDED_PROTO)
                .or(() -> header(request, "X-Forwarded-Proto"))
                .map(proto -> proto.toLowerCase(Locale.ROOT))
                .filter(proto -> proto.equals("http") || proto.equals("https"))
                .orElseGet(() -> request.isSSL() ? "https" : "http");
        String host = forwarded(request, FORWARDED_HOST)
                .or(() -> header(request, "X-Forwarded-Host").map(name -> withPort(request, name)))
                .or(() -> header(request, "Host"))
                .or(() -> authority(request))
                .filter(name -> HOST.matcher(name).matches())
                .orElseGet(() -> "localhost:" + request.localAddress().port());
        String prefix = header(request, "X-Forwarded-Prefix")
                .map(path -> path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
                .filter(path -> PREFIX.matcher(path).matches())
                .orElse("");
        return scheme + "://" + host + prefix;
    }

    /** What HTTP/2 has in place of the header {@code Host}. */
    private static Optional<String> authority(HttpServerRequest request) {
        return Optional.ofNullable(request.authority())
                .map(place -> place.port() < 0 ? place.host() : place.host() + ':' + place.port());
    }

    private static String withPort(HttpServerRequest request, String host) {
        boolean hasPort = host.matches(".*:\\d+$");
        return header(request, "X-Forwarded-Port")
                .filter(port -> !hasPort && port.matches("\\d{1,5}") && !port.equals("80") && !port.equals("443"))
                .map(port -> host + ":" + port)
                .orElse(host);
    }

    /** The first value: proxies append theirs behind those of the proxies before them. */
    private static Optional<String> header(HttpServerRequest request, String name) {
        @Nullable String value = request.getHeader(name);
        return Optional.ofNullable(value)
                .map(list -> list.split(",", 2)[0].strip())
                .filter(first -> !first.isEmpty());
    }

    private static Optional<String> forwarded(HttpServerRequest request, Pattern member) {
        return header(request, "Forwarded")
                .map(member::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1).replace("\"", "").strip());
    }
}
