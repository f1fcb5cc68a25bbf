package io.muster.platform.tekton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Messages;
import io.muster.contract.subject.Subjects;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.Throttle;
import io.muster.platform.trace.Correlation;
import io.nats.client.ConnectionListener;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.kaaproject.scmp.event.gen.v1.service.configuration.BroadcastConfigurationUpdateEvent;
import org.kaaproject.scmp.event.gen.v1.service.configuration.ServiceSpecificConfigurationUpdateEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears 17/SCMP in both generations, which only the subject tells apart: read with the layout of the other one, an event
 * names the wrong application. There is no queue group, since every replica has to read again, and no acknowledgement.
 * What was announced while NATS was away is lost, so everything is read again when it comes back.
 */
final class ScmpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScmpListener.class);
    private static final List<String> GROUPS = List.of("app-configuration", "configuration");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Bus bus;
    private final List<String> instances;
    private final Consumer<List<Scope>> announced;
    private final Throttle garbage = new Throttle();
    private final Counter malformed;
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();
    private final ConnectionListener missed;

    /**
     * @param instances whose configuration is followed
     * @param announced told what to read again, on threads of the NATS client; must not block
     */
    ScmpListener(Bus bus, Collection<String> instances, MeterRegistry metrics, Consumer<List<Scope>> announced) {
        this.bus = bus;
        this.instances = List.copyOf(instances);
        this.announced = announced;
        this.malformed = Counter.builder("muster.nats.dropped")
                .description("NATS messages that were not handled")
                .tag("type", "scmp")
                .tag("reason", "malformed")
                .register(metrics);
        this.missed = (connection, event) -> {
            if (event == ConnectionListener.Events.RESUBSCRIBED) {
                everything();
            }
        };
    }

    /**
     * Listens from now on: what is announced after this returns is heard.
     *
     * @param provider service instance name of Tekton
     */
    void start(String provider) {
        for (String group : GROUPS) {
            String pattern = Subjects.events(provider, "service", group, Subjects.ANY);
            subscriptions.add(bus.subscribe(pattern, message -> hear(message, instances)));
        }
        for (String instance : instances) {
            String pattern = Subjects.toService(instance, "scmp");
            subscriptions.add(bus.subscribe(pattern, message -> hear(message, List.of(instance))));
        }
        bus.connection().addConnectionListener(missed);
        try {
            bus.flush(PATIENCE);
        } catch (IOException unreachable) {
            LOG.debug("NATS is away; everything is read again when it is back", unreachable);
        }
    }

    private void everything() {
        announced.accept(instances.stream().map(Scope::everything).toList());
    }

    private void hear(Message message, List<String> addressed) {
        try {
            Optional<io.muster.contract.avro.Message<?>> type = Messages.on(message.getSubject());
            if (type.isPresent()) {
                hear(type.get().codec().decode(message.getData()), addressed);
            } else {
                garbage.run(() -> LOG.warn("No such message of 17/SCMP is known: {}", message.getSubject()));
            }
        } catch (MalformedMessage unreadable) {
            malformed.increment();
            garbage.run(() -> LOG.warn("Malformed message on {}: {}", message.getSubject(), unreadable.getMessage()));
        }
    }

    private void hear(SpecificRecord event, List<String> addressed) {
        switch (event) {
            case BroadcastConfigurationUpdateEvent all ->
                announce(all.getCorrelationId(), addressed, all.getAppName(), all.getAppVerName());
            case ServiceSpecificConfigurationUpdateEvent one ->
                announce(one.getCorrelationId(), addressed, one.getAppName(), one.getAppVerName());
            default ->
                throw new IllegalStateException(
                        "no event of 17/SCMP: " + event.getSchema().getName());
        }
    }

    private void announce(
            String correlationId, List<String> addressed, Optional<String> application, Optional<String> version) {
        Correlation.run(Correlation.sanitized(correlationId), () -> {
            LOG.debug("Configuration changed: application {}, version {}", application, version);
            announced.accept(addressed.stream()
                    .map(instance -> Scope.of(instance, application, version))
                    .toList());
        });
    }

    @Override
    public void close() {
        bus.connection().removeConnectionListener(missed);
        subscriptions.forEach(Bus.Subscription::close);
    }
}
