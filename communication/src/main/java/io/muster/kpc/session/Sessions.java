package io.muster.kpc.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.kpc.extension.Extensions;
import io.muster.kpc.extension.Routing;
import io.muster.kpc.identity.Identification;

/**
 * What all sessions share.
 *
 * @param revoked token IDs revoked a short while ago
 */
public record Sessions(
        Routing routing,
        Identification identification,
        Extensions extensions,
        Presence presence,
        Revoked revoked,
        SessionSettings settings,
        MeterRegistry metrics) {

    /** A session for a new connection. */
    public Session open(Link link) {
        return new Session(this, link);
    }

    Counter received(String result) {
        return Counter.builder("muster.kpc.messages.received")
                .description("Messages of devices by what became of them")
                .tag("result", result)
                .register(metrics);
    }
}
