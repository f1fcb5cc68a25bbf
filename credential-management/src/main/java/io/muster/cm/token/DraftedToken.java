package io.muster.cm.token;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * A token that is made, but not stored.
 *
 * @param id names it without giving it away
 * @param key what it will be found by
 * @param value what the device presents
 */
public record DraftedToken(UUID id, TokenKey key, String value) {

    /** The keyed hash, as it is stored. */
    public Buffer hash() {
        return key.hash().bytes();
    }

    /** Never the value: it is a secret. */
    @Override
    public String toString() {
        return "DraftedToken[id=" + id + ", application=" + key.application() + "]";
    }
}
