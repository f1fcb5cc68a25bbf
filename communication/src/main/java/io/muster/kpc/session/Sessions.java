package io.muster.kpc.session;

import io.muster.kpc.extension.Extensions;
import io.muster.kpc.extension.Routing;
import io.muster.kpc.identity.Identification;
import io.muster.platform.metrics.Tally;

/**
 * What all sessions share.
 *
 * @param revoked token IDs revoked a short while ago
 * @param received messages of devices, by what became of them
 */
public record Sessions(
        Routing routing,
        Identification identification,
        Extensions extensions,
        Presence presence,
        Revoked revoked,
        SessionSettings settings,
        Tally received) {

    /** A session for a new connection. */
    public Session open(Link link) {
        return new Session(this, link);
    }
}
