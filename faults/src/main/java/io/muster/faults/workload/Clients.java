package io.muster.faults.workload;

import io.muster.acceptance.client.Rest;
import io.muster.faults.cluster.Cluster;
import io.muster.faults.cluster.Replica;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.Change.Outcome;
import io.muster.faults.journal.Journal;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** How a writer reaches the replicas: each request goes to one of them by chance, as behind a load balancer. */
final class Clients {
    private static final int SERVER_ERROR = 500;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final List<Replica> registers;
    private final List<Replica> speakers;
    private final Map<String, Rest> rests = new HashMap<>();
    private final Random random;
    private final Journal journal;
    private final AtomicInteger retryAfter;

    /** @param retryAfter counts the answers that say 503 and when to come again */
    Clients(Cluster cluster, Random random, Journal journal, AtomicInteger retryAfter) {
        this.registers = cluster.replicas("epr");
        this.speakers = cluster.replicas("kpc");
        this.random = random;
        this.journal = journal;
        this.retryAfter = retryAfter;
        for (Replica replica : registers) {
            rests.put(replica.name(), new Rest(replica.http(), PATIENCE));
        }
    }

    /** One of the replicas that speak to devices. */
    Replica speaker() {
        return speakers.get(random.nextInt(speakers.size()));
    }

    /** One of the replicas that serve REST. */
    private Replica any() {
        return registers.get(random.nextInt(registers.size()));
    }

    /** Sends a request that is the given change; notes what became of it, and returns the answer if one came. */
    Optional<Rest.Answer> change(Change change, String method, String path, String body) {
        Replica replica = any();
        try {
            Rest.Answer answer = trySend(replica, change.id(), method, path, body);
            journal.answered(change, outcome(answer.status()), replica.name());
            return Optional.of(answer);
        } catch (ConnectException nobodyThere) {
            journal.answered(change, Outcome.REFUSED, replica.name());
        } catch (IOException brokenOff) {
            journal.answered(change, Outcome.UNKNOWN, replica.name());
        }
        return Optional.empty();
    }

    /** Sends a request to any replica. */
    Optional<Rest.Answer> send(String id, String method, String path, String body) {
        try {
            return Optional.of(trySend(any(), id, method, path, body));
        } catch (IOException nobody) {
            return Optional.empty();
        }
    }

    private Rest.Answer trySend(Replica replica, String id, String method, String path, String body)
            throws IOException {
        String type = method.equals("PATCH") && path.endsWith("/metadata")
                ? "application/json-patch+json"
                : "application/json";
        Rest rest = rests.get(replica.name());
        if (rest == null) {
            throw new IllegalArgumentException("No client for " + replica.name());
        }
        Rest.Answer answer = rest.trySend(method, path, body, "Correlation-ID", id, "Content-Type", type);
        if (answer.status() == UNAVAILABLE && answer.header("Retry-After").isPresent()) {
            retryAfter.incrementAndGet();
        }
        return answer;
    }

    /** What a status says. A conflict may be with the same change, carried out by an attempt that broke off. */
    static Outcome outcome(int status) {
        if (status >= SERVER_ERROR || status == CONFLICT) {
            return Outcome.UNKNOWN;
        }
        return status / 100 == 2 ? Outcome.ACKNOWLEDGED : Outcome.REFUSED;
    }
}
