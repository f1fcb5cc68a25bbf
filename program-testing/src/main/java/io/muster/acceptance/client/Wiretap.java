package io.muster.acceptance.client;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/** Everything that goes over NATS, whatever it is. */
public final class Wiretap implements AutoCloseable {
    private final Connection connection;
    private final List<Message> heard = new CopyOnWriteArrayList<>();

    /**
     * A message as it went over the wire.
     *
     * @param text its bytes, each as one character
     */
    public record Message(String subject, String text) {}

    private Wiretap(Connection connection) {
        this.connection = connection;
    }

    /** Connects and hears everything from when this returns. */
    public static Wiretap on(String natsUrl) {
        try {
            Wiretap tap = new Wiretap(Nats.connect(new Options.Builder()
                    .server(natsUrl)
                    .connectionTimeout(Duration.ofSeconds(30))
                    .build()));
            tap.connection
                    .createDispatcher(message -> tap.heard.add(new Message(
                            message.getSubject(), new String(message.getData(), StandardCharsets.ISO_8859_1))))
                    .subscribe(">");
            tap.connection.flush(Duration.ofSeconds(30));
            return tap;
        } catch (IOException | TimeoutException e) {
            throw new AssertionError("NATS at " + natsUrl + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Everything heard so far, in order. */
    public List<Message> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
