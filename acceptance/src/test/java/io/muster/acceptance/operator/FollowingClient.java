package io.muster.acceptance.operator;

import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.RunningMuster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads and writes an endpoint over REST, each request to a replica that has called itself ready a moment ago, as behind a
 * load balancer. Nothing is sent twice.
 */
final class FollowingClient implements Constantly.Client {
    /** Sent to a replica in a row. */
    private static final int REQUESTS = 8;

    /** Shorter than a replica goes on after it has turned unready. */
    private static final Duration BELIEVED = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Rest> replicas;
    private final String path;
    private final AtomicInteger value = new AtomicInteger();
    private int turn;

    FollowingClient(List<RunningMuster> replicas, String endpointId) {
        this.replicas = replicas.stream()
                .map(replica -> new Rest(replica.http("/"), PATIENCE))
                .toList();
        this.path = "/epr/api/v1/endpoints/" + endpointId;
    }

    @Override
    public void work(Constantly.Account account) {
        Rest replica = replicas.get(turn++ % replicas.size());
        long asked = System.nanoTime();
        if (isReady(replica)) {
            for (int i = 0; i < REQUESTS && System.nanoTime() - asked < BELIEVED.toNanos(); i++) {
                if (i % 2 == 0) {
                    send(account, replica, "PUT", path + "/metadata/n", Integer.toString(value.incrementAndGet()));
                } else {
                    send(account, replica, "GET", path, "");
                }
            }
        }
    }

    static boolean isReady(Rest replica) {
        try {
            return replica.trySend("GET", "/health", "").status() == 200;
        } catch (IOException away) {
            return false;
        }
    }

    private static void send(Constantly.Account account, Rest replica, String method, String path, String body) {
        try {
            Rest.Answer answer = replica.trySend(method, path, body);
            if (answer.status() / 100 == 2) {
                account.answered();
            } else {
                account.failed(method + " " + path + ": " + answer);
            }
        } catch (IOException broken) {
            account.failed(method + " " + path + ": " + broken);
        }
    }
}
