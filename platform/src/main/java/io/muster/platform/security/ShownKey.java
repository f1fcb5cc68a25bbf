package io.muster.platform.security;

import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import io.muster.platform.config.Secret;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The API key that a service shows to a service of another process, where that one is protected.
 *
 * @param secret empty: none is shown
 */
public record ShownKey(Optional<Secret> secret) {
    /** Shows nothing. */
    public static final ShownKey NONE = new ShownKey(Optional.empty());

    /** What may stand in a header; the library that writes it would repeat anything else in its complaint. */
    private static final Pattern VISIBLE = Pattern.compile("[!-~]+");

    /** Reads the key from the configuration. */
    public static ShownKey read(Reader reader, Key<Secret> key) {
        Optional<Secret> given = reader.find(key);
        boolean fits = given.stream()
                .allMatch(secret -> VISIBLE.matcher(secret.reveal()).matches());
        if (!fits) {
            reader.refuse(key, "found " + Secret.HIDDEN + ", allowed: letters, digits and signs of ASCII, no blanks");
        }
        return fits ? new ShownKey(given) : NONE;
    }

    /** Adds the key, if there is one. */
    public HttpRequest.Builder on(HttpRequest.Builder request) {
        secret.ifPresent(key -> request.header(AccessControl.KEY_HEADER, key.reveal()));
        return request;
    }
}
