package io.muster.kpc.session;

import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.MalformedMessage;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.Throttle;
import io.muster.platform.trace.Correlation;
import io.nats.client.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to revocations (16/ECAP) and ends at once what they concern. Also those that are late count: shutting out too
 * late is better than not at all, and a credential re-activated meanwhile is accepted again when it is shown again.
 */
public final class Revocations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final Bus bus;
    private final String provider;
    private final Presence presence;
    private final Revoked tokens;
    private final Revoked credentials;
    private final Consumer<String> shutOut;
    private final Throttle garbage = new Throttle();
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();

    /**
     * @param provider instance name of the authentication provider
     * @param shutOut ends the connections that have shown the client credential of an ID
     */
    public Revocations(
            Bus bus,
            String provider,
            Presence presence,
            Revoked tokens,
            Revoked credentials,
            Consumer<String> shutOut) {
        this.bus = bus;
        this.provider = provider;
        this.presence = presence;
        this.tokens = tokens;
        this.credentials = credentials;
        this.shutOut = shutOut;
    }

    /** Begins to listen. */
    public void start() {
        subscriptions.add(bus.subscribe(Ecap.TOKEN_REVOKED.from(provider), this::token));
        subscriptions.add(bus.subscribe(Ecap.CREDENTIAL_REVOKED.from(provider), this::credential));
    }

    private void token(Message message) {
        try {
            EndpointTokenRevokedEvent event = Ecap.TOKEN_REVOKED.codec().decode(message.getData());
            event.getTokenIds().forEach(tokens::add);
            Correlation.run(Correlation.sanitized(event.getCorrelationId()), () -> presence.holder(
                            event.getEndpointId())
                    .ifPresent(holder -> holder.revoke(event.getEndpointId(), Set.copyOf(event.getTokenIds()))));
        } catch (MalformedMessage e) {
            malformed(message, e);
        }
    }

    private void credential(Message message) {
        try {
            ClientCredentialRevokedEvent event = Ecap.CREDENTIAL_REVOKED.codec().decode(message.getData());
            credentials.add(event.getCredentialId());
            Correlation.run(
                    Correlation.sanitized(event.getCorrelationId()), () -> shutOut.accept(event.getCredentialId()));
        } catch (MalformedMessage e) {
            malformed(message, e);
        }
    }

    private void malformed(Message message, MalformedMessage e) {
        garbage.run(() -> LOG.warn("Malformed message on {}: {}", message.getSubject(), e.getMessage()));
    }

    @Override
    public void close() {
        subscriptions.forEach(Bus.Subscription::close);
    }
}
