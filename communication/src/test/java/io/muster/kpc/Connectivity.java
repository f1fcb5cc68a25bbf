package io.muster.kpc;

import io.muster.contract.avro.Elce;
import io.muster.contract.avro.MalformedMessage;
import io.muster.platform.nats.Bus;
import io.nats.client.Message;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.ConnectedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.connectivity.DisconnectedEvent;

/** Hears what a communication service tells the platform, in order, as lines such as {@code connected {e1=v1}}. */
final class Connectivity implements AutoCloseable {
    private final Bus.Subscription subscription;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Long> timestamps = new CopyOnWriteArrayList<>();

    Connectivity(Bus bus, String communication) {
        subscription = bus.subscribe("kaa.v1.events." + communication + ".endpoint.connectivity.*", this::hear);
    }

    private void hear(Message message) {
        try {
            if (message.getSubject().endsWith(".connected")) {
                ConnectedEvent event = Elce.CONNECTED.codec().decode(message.getData());
                timestamps.add(event.getTimestamp());
                lines.add("connected " + new TreeMap<>(event.getEndpoints()));
            } else {
                DisconnectedEvent event = Elce.DISCONNECTED.codec().decode(message.getData());
                timestamps.add(event.getTimestamp());
                lines.add("disconnected " + new TreeMap<>(event.getEndpoints()));
            }
        } catch (MalformedMessage e) {
            lines.add("malformed " + e.getMessage());
        }
    }

    List<String> lines() {
        return lines;
    }

    /** Of the events, in the order in which they came. */
    List<Long> timestamps() {
        return timestamps;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
