package io.muster.epr.endpoint;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * What is stored of the first token of an endpoint; its value is not known here.
 *
 * @param hash by which Credential Management finds it
 */
public record FirstToken(UUID id, Buffer hash) {

    /** Not the hash: it stands for a secret. */
    @Override
    public String toString() {
        return "FirstToken[id=" + id + "]";
    }
}
