package io.muster.acceptance.operator;

import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.RunningMuster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads and writes all the time, each request to a replica that has called itself ready a moment ago, as behind a load
 * balancer. Nothing is sent twice.
 */
final class FollowingClient implements AutoCloseable {
    /** Sent to a replica in a row. */
    private static final int REQUESTS = 8;

    /** Shorter than a replica goes on after it has turned unready. */
    private static final Duration BELIEVED = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Rest> replicas;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicInteger value = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final ExecutorService threads;
    private final List<Future<?>> running;
    private volatile boolean going = true;

    /** @param endpoints as many threads work, each on one of them */
    FollowingClient(List<RunningMuster> replicas, List<String> endpoints) {
        this.replicas = replicas.stream()
                .map(replica -> new Rest(replica.http("/"), PATIENCE))
                .toList();
        this.threads = Executors.newFixedThreadPool(endpoints.size());
        this.running = endpoints.stream()
                .<Future<?>>map(endpoint -> threads.submit(() -> work("/epr/api/v1/endpoints/" + endpoint)))
                .toList();
    }

    /** Requests that were answered as they should be. */
    long answers() {
        return answers.get();
    }

    /** All others. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private void work(String endpoint) {
        for (int turn = 0; going; turn++) {
            Rest replica = replicas.get(turn % replicas.size());
            long asked = System.nanoTime();
            if (ready(replica)) {
                for (int i = 0; i < REQUESTS && believed(asked); i++) {
                    if (i % 2 == 0) {
                        send(replica, "PUT", endpoint + "/metadata/n", Integer.toString(value.incrementAndGet()));
                    } else {
                        send(replica, "GET", endpoint, "");
                    }
                }
            }
        }
    }

    private static boolean believed(long asked) {
        return System.nanoTime() - asked < BELIEVED.toNanos();
    }

    private static boolean ready(Rest replica) {
        try {
            return replica.trySend("GET", "/health", "").status() == 200;
        } catch (IOException away) {
            return false;
        }
    }

    private void send(Rest replica, String method, String path, String body) {
        try {
            Rest.Answer answer = replica.trySend(method, path, body);
            if (answer.status() / 100 == 2) {
                answers.incrementAndGet();
            } else {
                failures.add(method + " " + path + ": " + answer);
            }
        } catch (IOException broken) {
            failures.add(method + " " + path + ": " + broken);
        }
    }

    @Override
    public void close() {
        going = false;
        threads.shutdown();
        for (Future<?> thread : running) {
            try {
                thread.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new AssertionError("a client failed", e.getCause());
            }
        }
    }
}
