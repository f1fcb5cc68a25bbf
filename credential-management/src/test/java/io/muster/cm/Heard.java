package io.muster.cm;

import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message;
import io.muster.platform.nats.Bus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;

/** Collects the events of one subject. */
final class Heard<T extends SpecificRecord> {

    final List<T> events = new CopyOnWriteArrayList<>();

    Heard(Bus bus, Message.Event<T> event, String instance) throws IOException {
        bus.subscribe(event.from(instance), message -> {
            try {
                events.add(event.codec().decode(message.getData()));
            } catch (MalformedMessage e) {
                throw new AssertionError(e);
            }
        });
        bus.flush(Duration.ofSeconds(10));
    }
}
