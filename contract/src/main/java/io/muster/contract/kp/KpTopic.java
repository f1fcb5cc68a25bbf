package io.muster.contract.kp;

import io.muster.contract.error.Refusal;
import io.muster.contract.name.AppVersionName;
import io.muster.contract.name.EndpointToken;
import io.muster.contract.subject.Subjects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A 1/KP topic, {@code kp1/{application version}/{extension}/[{endpoint token}/]{resource path}[/{request ID}]}. Whether
 * there is a token depends on the extension, so reading takes two steps: {@link #parse} finds out which extension is
 * meant, then {@link #endpointAware} or {@link #endpointUnaware} reads the rest.
 *
 * <p>There is no slash before or after a topic and no empty level in it. All methods refuse bad topics with a
 * {@link io.muster.contract.error.Refused} that never repeats the topic, because it may hold a token.
 *
 * @param text the topic as it was written
 * @param appVersion the application version named
 * @param extension the instance name of the extension named
 * @param rest what stands behind the extension, never empty
 */
public record KpTopic(String text, AppVersionName appVersion, String extension, String rest) {
    private static final String PREFIX = "kp1/";

    /** Reads the part of the topic that does not depend on the extension. */
    public static KpTopic parse(String topic) {
        if (!topic.startsWith(PREFIX)) {
            throw bad("does not begin with " + PREFIX);
        }
        if (topic.endsWith("/") || topic.contains("//")) {
            throw bad("has an empty level; no slash may stand at its end or beside another one");
        }
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0 || topic.indexOf('\0') >= 0) {
            throw bad("has a wildcard or U+0000; none of '+', '#' and U+0000 may stand in the topic of a message");
        }
        String[] levels = topic.split("/", 4);
        if (levels.length < 4) {
            throw bad("ends too early");
        }
        return new KpTopic(topic, AppVersionName.of(levels[1]), Subjects.instance(levels[2]), levels[3]);
    }

    /** Reads the rest for an extension that deals with endpoints: a token, then the path. */
    public KpRequest endpointAware() {
        int slash = rest.indexOf('/');
        if (slash < 0) {
            throw bad("ends after the endpoint token; a resource path is missing");
        }
        return request(Optional.of(EndpointToken.of(rest.substring(0, slash))), rest.substring(slash + 1));
    }

    /** Reads the rest for an extension that does not deal with endpoints: the path follows at once. */
    public KpRequest endpointUnaware() {
        return request(Optional.empty(), rest);
    }

    /** The topic for an answer or push that succeeded. */
    public static String status(String topic) {
        return topic + "/status";
    }

    /** The topic for an answer or push that failed. */
    public static String error(String topic) {
        return topic + "/error";
    }

    /**
     * The resource topic of an extension's push, without suffix.
     *
     * @param resourcePath with a leading slash, as in 4/ESP
     */
    public static String of(String appVersion, String extension, EndpointToken token, String resourcePath) {
        return PREFIX + appVersion + '/' + extension + '/' + token.value() + resourcePath;
    }

    /** The resource topic of a push from an extension that does not deal with endpoints, without suffix. */
    public static String of(String appVersion, String extension, String resourcePath) {
        return PREFIX + appVersion + '/' + extension + resourcePath;
    }

    private KpRequest request(Optional<EndpointToken> token, String path) {
        int slash = path.lastIndexOf('/');
        OptionalInt requestId = RequestId.read(path.substring(slash + 1));
        if (requestId.isEmpty()) {
            return new KpRequest(this, token, '/' + path, requestId);
        }
        if (slash < 0) {
            throw bad("has only a request ID where the resource path should be");
        }
        return new KpRequest(this, token, '/' + path.substring(0, slash), requestId);
    }

    private static RuntimeException bad(String fault) {
        return Refusal.malformed("The topic " + fault
                        + ": it reads kp1/{application version}/{extension}/[{endpoint token}/]{resource path}"
                        + "[/{request ID}]")
                .refused();
    }

    /** Without the rest: it may hold a token. */
    @Override
    public String toString() {
        return PREFIX + appVersion + '/' + extension + "/[hidden]";
    }
}
