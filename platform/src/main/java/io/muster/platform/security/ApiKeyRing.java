package io.muster.platform.security;

import io.muster.platform.config.ApiKey;
import io.muster.platform.http.Access;
import io.muster.platform.http.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** The API keys that are accepted. */
final class ApiKeyRing {

    private final List<ApiKey> keys;

    ApiKeyRing(List<ApiKey> keys) {
        this.keys = keys;
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Who calls with {@code presented}. All keys are compared, each in constant time, whatever is found before. */
    Optional<Caller> holderOf(String presented) {
        byte[] hash = bytes(ApiKey.hashOf(presented));
        Optional<Caller> holder = Optional.empty();
        for (ApiKey key : keys) {
            if (MessageDigest.isEqual(hash, bytes(key.hash()))) {
                holder = Optional.of(new Caller(key.name(), accessOf(key)));
            }
        }
        return holder;
    }

    private static Access accessOf(ApiKey key) {
        return key.scopes().isEmpty() ? Access.EVERYTHING : new HeldScopes(key.scopes());
    }

    private static byte[] bytes(String hash) {
        return hash.getBytes(StandardCharsets.US_ASCII);
    }
}
