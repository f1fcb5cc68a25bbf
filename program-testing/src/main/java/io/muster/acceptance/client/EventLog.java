package io.muster.acceptance.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.program.Await;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message;
import io.muster.contract.avro.Messages;
import io.muster.contract.avro.Readable;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Listens to all events on NATS as any other service of the platform would: plain subscription, bare Avro. */
public final class EventLog implements AutoCloseable {
    private static final String EVERYTHING = "kaa.v1.events.>";

    private final Connection connection;
    private final List<Event> heard = new CopyOnWriteArrayList<>();

    private EventLog(Connection connection) {
        this.connection = connection;
    }

    /**
     * An event that was heard.
     *
     * @param type last part of the subject, for example {@code registered}
     * @param body the fields of the record
     */
    public record Event(String subject, String type, JsonNode body) {
        /** Whether it is about that endpoint. */
        public boolean about(String endpointId) {
            return body.path("endpointId").asText().equals(endpointId)
                    || body.path("endpoints").has(endpointId);
        }

        /** Whether it is of that type and about that endpoint. */
        public boolean is(String wanted, String endpointId) {
            return type.equals(wanted) && about(endpointId);
        }
    }

    /** Connects and hears everything from when this returns. */
    public static EventLog of(String natsUrl) {
        try {
            Options options = new Options.Builder()
                    .server(natsUrl)
                    .connectionTimeout(Duration.ofSeconds(5))
                    .maxReconnects(-1)
                    .reconnectWait(Duration.ofMillis(100))
                    .errorListener(new io.nats.client.ErrorListener() {})
                    .build();
            EventLog log = new EventLog(Nats.connect(options));
            Dispatcher dispatcher = log.connection.createDispatcher(
                    message -> log.heard.add(event(message.getSubject(), message.getData())));
            dispatcher.subscribe(EVERYTHING);
            log.connection.flush(Duration.ofSeconds(5));
            return log;
        } catch (IOException | TimeoutException e) {
            throw new AssertionError("NATS at " + natsUrl + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Reads what stands in a message of NATS. */
    public static Event event(String subject, byte[] payload) {
        Message<?> message = Messages.on(subject).orElseThrow(() -> new AssertionError("unknown event on " + subject));
        try {
            return new Event(
                    subject, message.type(), Readable.json(message.codec().decode(payload)));
        } catch (MalformedMessage e) {
            throw new AssertionError("not readable: " + subject, e);
        }
    }

    /** The connection, for requests. */
    public Connection connection() {
        return connection;
    }

    /** Everything heard so far, in order. */
    public List<Event> heard() {
        return new ArrayList<>(heard);
    }

    /** The events so far that fit. */
    public List<Event> heard(Predicate<Event> wanted) {
        return heard.stream().filter(wanted).toList();
    }

    /** The first event that fits, now or later. */
    public Event await(String what, Predicate<Event> wanted) {
        return Await.value(
                Await.LONG,
                () -> heard.stream().filter(wanted).findFirst(),
                () -> "no event: " + what + "; heard the last " + shown());
    }

    /** The first event of a type about an endpoint. */
    public Event await(String type, String endpointId) {
        return await(type + " of " + endpointId, event -> event.is(type, endpointId));
    }

    /** The types of all events about an endpoint so far, in the order they were heard. */
    public List<String> typesAbout(String endpointId) {
        return heard.stream()
                .filter(event -> event.about(endpointId))
                .map(Event::type)
                .toList();
    }

    private String shown() {
        List<Event> all = heard();
        return String.join(
                "\n  ",
                all.subList(Math.max(0, all.size() - 20), all.size()).stream()
                        .map(Event::toString)
                        .toList());
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
