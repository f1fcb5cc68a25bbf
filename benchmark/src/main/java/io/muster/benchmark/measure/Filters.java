package io.muster.benchmark.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Patience;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Stored filters of realistic shapes; gone when this is closed. */
final class Filters implements AutoCloseable {

    private static final int AT_A_TIME = 64;
    private static final int LOOK_MILLIS = 5;

    private final RestClient client;
    private final Random random;
    private final Deque<String> ids = new ArrayDeque<>();

    Filters(RestClient client, long seed) {
        this.client = client;
        this.random = new Random(seed);
    }

    /** Adds filters until there are {@code count}, and waits until all of them are active. */
    void grow(int count) {
        List<String> added = new ArrayList<>();
        while (ids.size() < count) {
            List<CompletableFuture<String>> asked = new ArrayList<>();
            int end = Math.min(count, ids.size() + AT_A_TIME);
            for (int number = ids.size(); number < end; number++) {
                asked.add(create(query(number)));
            }
            for (CompletableFuture<String> answer : asked) {
                ids.add(Patience.on(answer));
                added.add(ids.getLast());
            }
        }
        added.forEach(id -> awaitActive(id, Duration.ofMinutes(10)));
    }

    /** Adds one filter. */
    String add(String query) {
        String id = Patience.on(create(query));
        ids.add(id);
        return id;
    }

    private CompletableFuture<String> create(String query) {
        String body = "{\"name\":\"bench-%d\",\"mongoQuery\":%s}".formatted(random.nextLong(), query);
        return client.send(HttpMethod.POST, Rest.FILTERS, body.getBytes(StandardCharsets.UTF_8))
                .map(answer -> answer.toJsonObject().getString("id"))
                .toCompletionStage()
                .toCompletableFuture();
    }

    /** Waits until a filter is active; the filter. */
    JsonNode awaitActive(String id, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode filter = client.call(HttpMethod.GET, Rest.FILTERS + "/" + id, "");
            if (filter.path("status").asText().equalsIgnoreCase("active")) {
                return filter;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("A filter is still not active: " + filter);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Equality, ranges, choices, combinations and missing keys; one in a hundred looks at what the load changes. */
    private String query(int number) {
        int group = random.nextInt(100_000);
        return switch (number % 100 == 0 ? 5 : number % 5) {
            case 0 -> "{\"metadata.group\":%d}".formatted(group);
            case 1 -> "{\"metadata.k1\":{\"$gte\":%d,\"$lt\":%d}}".formatted(group % 1000, group % 1000 + 3);
            case 2 -> "{\"metadata.serial\":{\"$in\":[\"S%d\",\"S%d\"]}}".formatted(group, group + 1);
            case 3 -> "{\"$and\":[{\"metadata.city\":\"Lisbon\"},{\"metadata.k2\":%d}]}".formatted(group % 1000);
            case 4 -> "{\"$or\":[{\"metadata.k3\":%d},{\"metadata.absent\":%d}]}".formatted(group % 1000, group);
            default -> "{\"metadata.battery\":%d}".formatted(group % 100);
        };
    }

    @Override
    public void close() {
        while (!ids.isEmpty()) {
            List<CompletableFuture<?>> asked = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME && !ids.isEmpty(); i++) {
                asked.add(client.send(HttpMethod.DELETE, Rest.FILTERS + "/" + ids.pop(), new byte[0])
                        .toCompletionStage()
                        .toCompletableFuture());
            }
            asked.forEach(Patience::on);
        }
    }
}
