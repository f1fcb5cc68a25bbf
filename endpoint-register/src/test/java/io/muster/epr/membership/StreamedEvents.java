package io.muster.epr.membership;

import io.muster.contract.avro.Efe;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Events of 18/EFE as the stream has kept them: in order, repetitions dropped. */
final class StreamedEvents {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Bus bus;
    private final String subject;

    StreamedEvents(Bus bus, String instance) {
        this.bus = bus;
        this.subject = "kaa.v1.events." + instance + ".endpoint-filter.>";
    }

    /**
     * An event.
     *
     * @param type last token of the subject
     * @param endpointId empty where the event is about the filter alone
     */
    record Told(String filterId, String type, String endpointId) {}

    /** All of them so far; nothing must be published at the same time. */
    List<Told> all() throws Exception {
        long kept = 0;
        StreamInfoOptions ours = StreamInfoOptions.filterSubjects(subject);
        for (Subject one : bus.jetStream()
                .getStreamContext(EventStream.NAME)
                .getStreamInfo(ours)
                .getStreamState()
                .getSubjects()) {
            kept += one.getCount();
        }
        List<Told> told = new ArrayList<>();
        JetStreamSubscription subscription = bus.jetStream()
                .subscribe(
                        subject,
                        PushSubscribeOptions.builder().stream(EventStream.NAME)
                                .ordered(true)
                                .configuration(ConsumerConfiguration.builder()
                                        .deliverPolicy(DeliverPolicy.All)
                                        .build())
                                .build());
        while (told.size() < kept) {
            Message message = subscription.nextMessage(DEADLINE);
            if (message == null) {
                throw new AssertionError("only %d of %d events came".formatted(told.size(), kept));
            }
            String[] tokens = message.getSubject().split("\\.");
            String type = tokens[6];
            String endpointId =
                    switch (type) {
                        case "ep-matched" ->
                            Efe.MATCHED.codec().decode(message.getData()).getEndpointId();
                        case "ep-unmatched" ->
                            Efe.UNMATCHED.codec().decode(message.getData()).getEndpointId();
                        default -> "";
                    };
            told.add(new Told(tokens[5], type, endpointId));
        }
        subscription.unsubscribe();
        return told;
    }
}
