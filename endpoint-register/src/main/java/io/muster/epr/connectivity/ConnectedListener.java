package io.muster.epr.connectivity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.contract.avro.Elce;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.endpoint.Micros;
import io.muster.platform.config.Applications;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.DurableListener;
import io.muster.platform.nats.Throttle;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.trace.Correlation;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.ConnectedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to 9/ELCE connected: an endpoint that connects in another application version than the stored one has moved
 * there.
 *
 * <p>Every endpoint of an event is handled by itself. Events come at least once and, when one has to be repeated, late:
 * what orders them is the moment at which the event stream took them in, one clock for all originators.
 */
public final class ConnectedListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectedListener.class);
    private static final int PARALLEL = 64;
    private static final Runnable NOTHING = () -> {};

    private final EndpointWriter writer;
    private final Supplier<Applications> applications;
    private final LatestReports latest = new LatestReports();
    private final Throttle garbage = new Throttle();
    private final Counter malformed;
    private final DurableListener listener;

    /**
     * Starts to listen.
     *
     * @param instance service instance name of this register, part of the name of the durable consumer
     * @param communication service instance name of the communication service
     * @throws IOException when NATS refuses
     */
    public ConnectedListener(
            Bus bus,
            String instance,
            String communication,
            EndpointWriter writer,
            Supplier<Applications> applications,
            MeterRegistry metrics)
            throws IOException {
        this.writer = writer;
        this.applications = applications;
        this.malformed = Counter.builder("muster.nats.dropped")
                .description("NATS messages that were not handled")
                .tag("type", Elce.CONNECTED.type())
                .tag("reason", "malformed")
                .register(metrics);
        this.listener = DurableListener.start(
                bus, instance + "-connected", Elce.CONNECTED.from(communication), PARALLEL, this::receive);
    }

    private Runnable receive(Message message) {
        ConnectedEvent event;
        try {
            event = Elce.CONNECTED.codec().decode(message.getData());
        } catch (MalformedMessage e) {
            malformed.increment();
            garbage.run(() -> LOG.warn("Malformed event on {}: {}", message.getSubject(), e.getMessage()));
            return NOTHING;
        }
        Instant at = Micros.cut(message.metaData().timestamp().toInstant());
        event.getEndpoints().keySet().forEach(endpointId -> latest.saw(endpointId, at));
        return () -> Correlation.run(event.getCorrelationId(), () -> handle(event.getEndpoints(), at));
    }

    private void handle(Map<String, String> endpoints, Instant at) {
        RuntimeException notNow = null;
        for (Map.Entry<String, String> endpoint : endpoints.entrySet()) {
            try {
                report(endpoint.getKey(), endpoint.getValue(), at);
            } catch (Refused | DatabaseFailure failure) {
                notNow = failure;
            }
        }
        if (notNow != null) {
            throw notNow;
        }
    }

    private void report(String endpointId, String version, Instant at) {
        if (latest.outdated(endpointId, at)) {
            return;
        }
        Optional<String> application = applications.get().applicationOf(version);
        if (application.isEmpty()) {
            LOG.warn("Endpoint {} connected in the unknown application version {}", shown(endpointId), shown(version));
            return;
        }
        try {
            writer.execute(new Command.ReportVersion(endpointId, application.get(), version, at));
        } catch (Refused refused) {
            Kind kind = refused.refusal().kind();
            if (kind != Kind.NOT_FOUND && kind != Kind.CONFLICT) {
                throw refused;
            }
            LOG.warn(
                    "A connection is not taken over: {}",
                    shown(refused.refusal().message()));
        }
    }

    /** Foreign text, fit for a log line. */
    private static String shown(String text) {
        return text.replaceAll("\\p{Cntrl}", "_");
    }

    @Override
    public void close() {
        listener.close();
    }
}
