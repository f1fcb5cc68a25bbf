package io.muster.kpc.session;

import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.MalformedMessage;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.GaplessListener;
import io.muster.platform.nats.Throttle;
import io.muster.platform.trace.Correlation;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to revocations (16/ECAP) and ends at once what they concern. Also those that are late count: shutting out too
 * late is better than not at all, and a credential re-activated meanwhile is accepted again when it is shown again.
 *
 * <p>Those that were missed while NATS was away are read from the event stream. Where nobody can say any longer what was
 * missed, everybody has to show anew who they are: asking about each credential again is not possible, since passwords
 * are not kept.
 */
public final class Revocations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final Presence presence;
    private final Revoked tokens;
    private final Revoked credentials;
    private final Consumer<String> shutOut;
    private final Throttle garbage = new Throttle();
    private final GaplessListener listener;

    /**
     * @param provider instance name of the authentication provider
     * @param shutOut ends the connections that have shown the client credential of an ID
     * @param shutAllOut ends all connections
     */
    public Revocations(
            Bus bus,
            String provider,
            Presence presence,
            Revoked tokens,
            Revoked credentials,
            Consumer<String> shutOut,
            Runnable shutAllOut) {
        this.presence = presence;
        this.tokens = tokens;
        this.credentials = credentials;
        this.shutOut = shutOut;
        String ofTokens = Ecap.TOKEN_REVOKED.from(provider);
        String ofCredentials = Ecap.CREDENTIAL_REVOKED.from(provider);
        this.listener = new GaplessListener(
                bus,
                Map.of(
                        ofTokens, event -> token(ofTokens, event),
                        ofCredentials, event -> credential(ofCredentials, event)),
                shutAllOut);
    }

    /** Begins to listen. */
    public void start() {
        listener.start();
    }

    /** Whether all revocations up to now have been heard. */
    public boolean complete() {
        return listener.complete();
    }

    private void token(String subject, byte[] payload) {
        try {
            EndpointTokenRevokedEvent event = Ecap.TOKEN_REVOKED.codec().decode(payload);
            event.getTokenIds().forEach(tokens::add);
            Correlation.run(Correlation.sanitized(event.getCorrelationId()), () -> presence.holder(
                            event.getEndpointId())
                    .ifPresent(holder -> holder.revoke(event.getEndpointId(), Set.copyOf(event.getTokenIds()))));
        } catch (MalformedMessage e) {
            malformed(subject, e);
        }
    }

    private void credential(String subject, byte[] payload) {
        try {
            ClientCredentialRevokedEvent event = Ecap.CREDENTIAL_REVOKED.codec().decode(payload);
            credentials.add(event.getCredentialId());
            Correlation.run(
                    Correlation.sanitized(event.getCorrelationId()), () -> shutOut.accept(event.getCredentialId()));
        } catch (MalformedMessage e) {
            malformed(subject, e);
        }
    }

    private void malformed(String subject, MalformedMessage e) {
        garbage.run(() -> LOG.warn("Malformed message on {}: {}", subject, e.getMessage()));
    }

    @Override
    public void close() {
        listener.close();
    }
}
