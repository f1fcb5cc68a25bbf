package io.muster.acceptance.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.acceptance.program.Node;
import io.muster.contract.json.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The Node.js process that holds all connections of MQTT.js; it ends with this JVM, however that ends. */
final class NodeConnections {
    private static final int PATIENCE_SECONDS = 90;
    private static final int DEPTH = 100;

    private final Process process;
    private final BufferedWriter orders;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final Map<Integer, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();

    /** Started when first needed. */
    private static final class Only {
        private static final NodeConnections INSTANCE = new NodeConnections(Node.start("connections.js"));
    }

    private NodeConnections(Process process) {
        this.process = process;
        this.orders = process.outputWriter();
        Thread.ofVirtual().start(() -> listen(process.inputReader()));
    }

    static NodeConnections running() {
        return Only.INSTANCE;
    }

    /** Makes room for one more connection; what happens on it by itself is told to the listener. */
    int add(Consumer<JsonNode> listener) {
        int connection = numbers.incrementAndGet();
        listeners.put(connection, listener);
        return connection;
    }

    /** Gives an order and waits until it is done. */
    JsonNode order(int connection, String what, ObjectNode details) {
        int number = numbers.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(number, answer);
        write(Json.text(
                details.put("order", number).put("connection", connection).put("do", what)));
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("MQTT.js does not get done: " + Json.text(details), e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private synchronized void write(String line) {
        try {
            orders.write(line);
            orders.newLine();
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Node.js has ended, alive: " + process.isAlive(), e);
        }
    }

    private void listen(BufferedReader lines) {
        lines.lines().map(line -> Json.parse(line, DEPTH)).forEach(line -> {
            if (line.has("order")) {
                Objects.requireNonNull(asked.remove(line.path("order").asInt())).complete(line);
            } else {
                Objects.requireNonNull(listeners.get(line.path("connection").asInt()))
                        .accept(line);
            }
        });
        asked.values().forEach(waiting -> waiting.completeExceptionally(new EOFException("Node.js has ended")));
    }
}
