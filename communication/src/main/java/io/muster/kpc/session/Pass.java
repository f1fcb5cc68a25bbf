package io.muster.kpc.session;

import io.muster.contract.name.EndpointToken;
import io.muster.kpc.identity.EndpointIdentity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A token in use on a connection: whom it stands for, or the messages that wait to know, in their order. */
final class Pass {
    final Deque<Request> waiting = new ArrayDeque<>(1);

    @Nullable
    EndpointIdentity identity;

    /** Tokens are unique within an application. */
    record Key(String application, EndpointToken token) {}

    boolean isUnder(Set<String> tokenIds) {
        return identity != null && tokenIds.contains(identity.tokenId());
    }

    boolean isOf(String endpointId) {
        return identity != null && identity.endpointId().equals(endpointId);
    }
}
