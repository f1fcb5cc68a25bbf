package io.muster.platform.health;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How the parts of this process fare, asked anew for every call of {@code GET /health}. */
public final class Health {

    /** How long a part is waited for, so that who asks is answered before it gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Executor THREADS = Thread::startVirtualThread;
    private static final Part SILENT = new Part(State.DOWN, "gives no answer within " + PATIENCE.toSeconds() + " s");

    private final Map<String, Supplier<Part>> parts = new ConcurrentSkipListMap<>();
    private volatile boolean stopping;

    /**
     * Adds a part; {@code look} should answer within a second or so and must not throw. One that takes longer than five
     * seconds counts as down.
     */
    public void add(String name, Supplier<Part> look) {
        parts.put(name, look);
    }

    /** From now on unready, so that load balancers send no more requests while the rest is finished. */
    public void stopping() {
        stopping = true;
    }

    /** {@code GET /health}: 200 when everything is well or degraded, 503 when a part is down or the program stops. */
    public Operation operation(String path) {
        return new Operation(HttpMethod.GET, path, "health", "", request -> reply());
    }

    private Reply reply() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        State worst = stopping ? State.DOWN : State.UP;
        for (Map.Entry<String, CompletableFuture<Part>> entry : looks().entrySet()) {
            Part part = entry.getValue().join();
            worst = worst.compareTo(part.state()) < 0 ? part.state() : worst;
            ObjectNode shown = all.putObject(entry.getKey());
            shown.put("status", part.state().name());
            if (!part.detail().isEmpty()) {
                shown.put("detail", part.detail());
            }
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", stopping ? "STOPPING" : worst.name());
        body.set("parts", all);
        return Reply.json(worst == State.DOWN ? 503 : 200, body);
    }

    /** All parts are looked at together, by name. */
    private Map<String, CompletableFuture<Part>> looks() {
        Map<String, CompletableFuture<Part>> looks = new TreeMap<>();
        parts.forEach((name, look) -> looks.put(
                name,
                CompletableFuture.supplyAsync(look, THREADS)
                        .completeOnTimeout(SILENT, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)));
        return looks;
    }

    /** How a part fares, best first. */
    public enum State {
        /** Works. */
        UP,
        /** Works, but slower or later than it should. */
        DEGRADED,
        /** Does not work. */
        DOWN
    }

    /**
     * One part.
     *
     * @param state how it fares
     * @param detail a few words for the operator; may be empty
     */
    public record Part(State state, String detail) {

        /** A part that works. */
        public static Part up() {
            return new Part(State.UP, "");
        }
    }
}
