package io.muster.acceptance.client;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All events that JetStream keeps, from the first one on: what a listener sees that was away. */
public record EventHistory(List<EventLog.Event> events) {
    private static final String EVERYTHING = "kaa.v1.events.>";

    /** Reads everything there is now. */
    public static EventHistory of(String natsUrl) {
        Options options = new Options.Builder()
                .server(natsUrl)
                .connectionTimeout(Duration.ofSeconds(5))
                .build();
        try (Connection connection = Nats.connect(options)) {
            PushSubscribeOptions ordered = PushSubscribeOptions.builder()
                    .ordered(true)
                    .configuration(ConsumerConfiguration.builder()
                            .deliverPolicy(DeliverPolicy.All)
                            .build())
                    .build();
            JetStreamSubscription subscription = connection.jetStream().subscribe(EVERYTHING, ordered);
            List<EventLog.Event> events = new ArrayList<>();
            long pending = subscription.getConsumerInfo().getCalculatedPending();
            while (events.size() < pending) {
                Message message = subscription.nextMessage(Duration.ofSeconds(5));
                if (message == null) {
                    break;
                }
                events.add(EventLog.event(message.getSubject(), message.getData()));
            }
            return new EventHistory(List.copyOf(events));
        } catch (IOException | JetStreamApiException e) {
            throw new AssertionError("the history of events cannot be read at " + natsUrl, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Those about an endpoint, in order. */
    public List<EventLog.Event> about(String endpointId) {
        return events.stream().filter(event -> event.about(endpointId)).toList();
    }
}
