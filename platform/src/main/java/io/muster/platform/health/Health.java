package io.muster.platform.health;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** How the parts of this process fare, asked anew for every call of {@code GET /health}. */
public final class Health {

    private final Map<String, Supplier<Part>> parts = new ConcurrentSkipListMap<>();
    private volatile boolean stopping;

    /** Adds a part; {@code look} must answer within a second or so and must not throw. */
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
        for (Map.Entry<String, Supplier<Part>> entry : parts.entrySet()) {
            Part part = entry.getValue().get();
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
