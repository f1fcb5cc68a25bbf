package io.muster.cm.event;

import io.muster.cm.credential.Announcements;
import io.muster.cm.credential.Marks;
import io.muster.contract.avro.Ecap;
import io.muster.contract.avro.MalformedMessage;
import io.muster.platform.nats.Bus;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the revocations of all replicas, its own included: drops the cached answers about those credentials, and tells
 * the waiting writer that the announcement is out.
 *
 * <p>Whenever the connection to NATS was away, events may have been missed, and all cached answers are dropped. This
 * happens twice: {@link Marks} sees the new connection before any request comes over it; and once more when the last
 * subscription is there again, because requests may come back before these events do.
 */
public final class RevocationListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationListener.class);

    private final Bus bus;
    private final Marks marks;
    private final Announcements announcements;
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();
    private final ConnectionListener connection = this::connectionChanged;

    public RevocationListener(Bus bus, Marks marks, Announcements announcements) {
        this.bus = bus;
        this.marks = marks;
        this.announcements = announcements;
    }

    /** Starts to listen to the events of {@code instance}, without a queue group: every replica needs each of them. */
    public void start(String instance) {
        bus.connection().addConnectionListener(connection);
        subscriptions.add(bus.subscribe(Ecap.TOKEN_REVOKED.from(instance), message -> {
            try {
                Ecap.TOKEN_REVOKED
                        .codec()
                        .decode(message.getData())
                        .getTokenIds()
                        .forEach(this::revoked);
            } catch (MalformedMessage e) {
                LOG.warn("Malformed event on {}: {}", message.getSubject(), e.getMessage());
            }
        }));
        subscriptions.add(bus.subscribe(Ecap.CREDENTIAL_REVOKED.from(instance), message -> {
            try {
                revoked(Ecap.CREDENTIAL_REVOKED
                        .codec()
                        .decode(message.getData())
                        .getCredentialId());
            } catch (MalformedMessage e) {
                LOG.warn("Malformed event on {}: {}", message.getSubject(), e.getMessage());
            }
        }));
    }

    private void revoked(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            marks.mark(uuid);
            announcements.heard(uuid);
        } catch (IllegalArgumentException foreign) {
            LOG.debug("A revocation names an ID that was not made here");
        }
    }

    private void connectionChanged(Connection changed, ConnectionListener.Events event) {
        if (event == ConnectionListener.Events.DISCONNECTED || event == ConnectionListener.Events.RESUBSCRIBED) {
            marks.markAll();
        }
    }

    @Override
    public void close() {
        bus.connection().removeConnectionListener(connection);
        subscriptions.forEach(Bus.Subscription::close);
    }
}
