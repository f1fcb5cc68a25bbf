package io.muster.platform.postgres;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The servers that a database URL names, one of which takes writes.
 *
 * @param urls one URL for each server, in the order in which they are tried
 * @param target which of them is the right one
 */
public record Servers(List<String> urls, Target target) {

    private static final String PARAMETER = "target_session_attrs=";

    public Servers {
        urls = List.copyOf(urls);
    }

    /** Which server is the right one, as libpq's {@code target_session_attrs}. */
    public enum Target {
        /** The first that can be reached. */
        ANY("any"),
        /** One whose transactions may write. */
        READ_WRITE("read-write"),
        /** One that is not in recovery. */
        PRIMARY("primary");

        private final String word;

        Target(String word) {
            this.word = word;
        }
    }

    /**
     * Takes apart {@code postgresql://HOST:PORT,HOST:PORT/NAME?target_session_attrs=read-write}. Without that parameter any
     * single server will do, and one of several has to take writes.
     *
     * @return empty for a target that would not take writes
     */
    public static Optional<Servers> parse(String url) {
        int begin = url.indexOf("://") + 3;
        int end = endOfAuthority(url, begin);
        String authority = url.substring(begin, end);
        String credentials = authority.substring(0, authority.lastIndexOf('@') + 1);
        String[] hosts = authority.substring(credentials.length()).split(",", -1);
        String tail = url.substring(end);
        Optional<String> wanted = parameters(tail).stream()
                .filter(parameter -> parameter.startsWith(PARAMETER))
                .map(parameter -> parameter.substring(PARAMETER.length()))
                .findFirst();
        String rest = without(tail);
        List<String> urls = Arrays.stream(hosts)
                .map(host -> url.substring(0, begin) + credentials + host + rest)
                .toList();
        Target usual = hosts.length == 1 ? Target.ANY : Target.READ_WRITE;
        return wanted.isEmpty()
                ? Optional.of(new Servers(urls, usual))
                : Arrays.stream(Target.values())
                        .filter(target -> target.word.equals(wanted.get()))
                        .findFirst()
                        .map(target -> new Servers(urls, target));
    }

    private static int endOfAuthority(String url, int begin) {
        int end = begin;
        while (end < url.length() && url.charAt(end) != '/' && url.charAt(end) != '?') {
            end++;
        }
        return end;
    }

    private static List<String> parameters(String tail) {
        int question = tail.indexOf('?');
        return question < 0 ? List.of() : List.of(tail.substring(question + 1).split("&"));
    }

    private static String without(String tail) {
        List<String> kept = new ArrayList<>(parameters(tail));
        kept.removeIf(parameter -> parameter.startsWith(PARAMETER));
        int question = tail.indexOf('?');
        String path = question < 0 ? tail : tail.substring(0, question);
        return kept.isEmpty() ? path : path + "?" + String.join("&", kept);
    }
}
