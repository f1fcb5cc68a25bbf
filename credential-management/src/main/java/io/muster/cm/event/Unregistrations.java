package io.muster.cm.event;

import io.muster.cm.token.Tokens;
import io.muster.contract.avro.Elce;
import io.muster.contract.avro.MalformedMessage;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.DurableListener;
import io.muster.platform.trace.Correlation;
import java.io.IOException;
import java.time.Instant;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.UnregisteredEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the tokens of endpoints that EPR unregistered (9/ELCE), however long CM was away.
 *
 * <p>The ID of a deleted endpoint may be used again at once, possibly before this event is handled, so only tokens that
 * were created up to the time of the event go. Both times are those of database servers (see {@code DatabaseClock}), in
 * the usual setup of the same one; of two, the clocks must agree to less than the time between a registration and a
 * deletion. In doubt, within the same millisecond, the token goes.
 */
public final class Unregistrations {

    private static final Logger LOG = LoggerFactory.getLogger(Unregistrations.class);

    /** As many as share a statement: whoever deletes a fleet is not to wait for a commit per endpoint. */
    private static final int SIDE_BY_SIDE = 500;

    private Unregistrations() {}

    /**
     * Starts to follow the events.
     *
     * @param register instance name of EPR
     * @param instance own instance name; its replicas share the events
     */
    public static DurableListener follow(Bus bus, String register, String instance, Tokens tokens) throws IOException {
        String consumer = (instance + "-unregistered-" + register).replaceAll("[^A-Za-z0-9_-]", "_");
        return DurableListener.start(bus, consumer, Elce.UNREGISTERED.from(register), SIDE_BY_SIDE, message -> () -> {
            try {
                handle(Elce.UNREGISTERED.codec().decode(message.getData()), tokens);
            } catch (MalformedMessage e) {
                LOG.warn("Malformed event on {}: {}", message.getSubject(), e.getMessage());
            }
        });
    }

    private static void handle(UnregisteredEvent event, Tokens tokens) {
        Correlation.run(Correlation.sanitized(event.getCorrelationId()), () -> {
            int dropped = tokens.drop(event.getEndpointId(), Instant.ofEpochMilli(event.getTimestamp()));
            LOG.debug("Endpoint {} is gone, with {} tokens", event.getEndpointId(), dropped);
        });
    }
}
