package io.muster.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.EventHistory;
import io.muster.acceptance.client.EventLog;
import io.muster.acceptance.client.Management;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.Await;
import io.muster.acceptance.program.RunningMuster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Writers that register endpoints and change them, and remember what was acknowledged, while the program may be killed
 * at any moment. An endpoint has one writer, which sets the key {@code n} to 1, 2, 3 and so on.
 */
final class Workload implements AutoCloseable {
    private static final int CHANGES_PER_ENDPOINT = 20;

    private final Rest rest;
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledgements = new AtomicInteger();
    private final ExecutorService threads;
    private final List<Future<?>> writers = new ArrayList<>();
    private volatile boolean going = true;

    /**
     * What is known of an endpoint.
     *
     * @param acknowledged the last value of {@code n} that was acknowledged
     * @param tried the last value that was sent, which may be stored or not
     */
    record Endpoint(int acknowledged, int tried) {}

    Workload(RunningMuster muster, int writers) {
        this.rest = new Rest(muster.http("/"));
        this.threads = Executors.newFixedThreadPool(writers);
        for (int i = 0; i < writers; i++) {
            this.writers.add(threads.submit(this::write));
        }
    }

    /** How many requests were acknowledged so far. */
    int acknowledgements() {
        return acknowledgements.get();
    }

    /** What must be there: every endpoint whose registration was acknowledged. */
    Map<String, Endpoint> acknowledged() {
        return Map.copyOf(endpoints);
    }

    private void write() {
        while (going) {
            try {
                String id = register();
                for (int n = 1; going && n <= CHANGES_PER_ENDPOINT; n++) {
                    change(id, n);
                }
            } catch (IOException killed) {
                Thread.onSpinWait();
            }
        }
    }

    private String register() throws IOException {
        String id = "crash-" + UUID.randomUUID();
        Rest.Answer answer = rest.trySend(
                "POST",
                "/epr/api/v1/endpoints",
                "{\"appVersion\":{\"name\":\"demo_application_v1\"},\"endpointId\":\"" + id
                        + "\",\"metadata\":{\"n\":0}}");
        if (answer.status() != 201) {
            throw new IOException("not registered: " + answer);
        }
        endpoints.put(id, new Endpoint(0, 0));
        acknowledgements.incrementAndGet();
        return id;
    }

    private void change(String id, int n) throws IOException {
        endpoints.computeIfPresent(id, (key, known) -> new Endpoint(known.acknowledged, n));
        Rest.Answer answer = rest.trySend("PUT", "/epr/api/v1/endpoints/" + id + "/metadata/n", Integer.toString(n));
        if (answer.status() / 100 != 2) {
            throw new IOException("not changed: " + answer);
        }
        endpoints.put(id, new Endpoint(n, n));
        acknowledgements.incrementAndGet();
    }

    /** The new value of {@code n} in a {@code metadata.updated} event. */
    static int value(JsonNode event) {
        return event.path("updated").path("n").path("newValue").asInt();
    }

    /** Everything acknowledged is stored, and told when the feed has caught up. */
    static void assertKept(RunningMuster muster, Map<String, Endpoint> acknowledged, long seed) {
        Management management = new Management(muster);
        acknowledged.forEach((id, known) -> {
            assertThat(management.metadata(id).path("n").asInt())
                    .as("%s, seed %d", id, seed)
                    .isBetween(known.acknowledged(), known.tried());
            assertThat(management.token(id).path("status").asText()).isEqualTo("Inactive");
        });
        Await.until(
                Await.LONG,
                () -> missing(muster.natsUrl(), acknowledged).isEmpty(),
                () -> "events are missing, seed %d: %s".formatted(seed, missing(muster.natsUrl(), acknowledged)));
    }

    /** Endpoints of which not all events of acknowledged changes have arrived. */
    static List<String> missing(String natsUrl, Map<String, Endpoint> acknowledged) {
        Map<String, List<EventLog.Event>> events = EventHistory.of(natsUrl).events().stream()
                .collect(Collectors.groupingBy(
                        event -> event.body().path("endpointId").asText()));
        return acknowledged.entrySet().stream()
                .filter(endpoint -> !complete(
                        events.getOrDefault(endpoint.getKey(), List.of()),
                        endpoint.getValue().acknowledged()))
                .map(Object::toString)
                .toList();
    }

    /** Each change at least once, and no change for the first time after a later one. */
    private static boolean complete(List<EventLog.Event> events, int changes) {
        int next = 0;
        for (EventLog.Event event : events) {
            boolean expected = next == 0
                    ? event.type().equals("registered")
                    : event.type().equals("updated") && value(event.body()) == next;
            if (expected) {
                next++;
            }
        }
        return next > changes;
    }

    @Override
    public void close() {
        going = false;
        threads.shutdown();
        for (Future<?> writer : writers) {
            try {
                writer.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException e) {
                throw new AssertionError("a writer failed", e.getCause());
            }
        }
    }
}
