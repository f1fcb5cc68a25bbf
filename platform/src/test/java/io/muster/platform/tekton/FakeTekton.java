package io.muster.platform.tekton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.muster.contract.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** The part of Tekton's REST API that consumers call, over configurations that a test sets. */
final class FakeTekton implements AutoCloseable {
    private static final String BASE = "/tekton/api/v1/app-configs";

    /** Every request with its query, in the order they came. */
    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    /** Answered instead of what the configurations say, unless it is 200. */
    volatile int status = 200;

    /** A request needs a permit to be answered. */
    final Semaphore gate = new Semaphore(1_000_000);

    private final Map<String, ObjectNode> applications = new ConcurrentHashMap<>();
    private final HttpServer server;

    FakeTekton() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tekton/");
    }

    /** Sets all applications of an instance. */
    void has(String instance, String json) {
        applications.put(instance, (ObjectNode) Json.parse(json, 20));
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        gate.acquireUninterruptibly();
        JsonNode body = JsonNodeFactory.instance.missingNode();
        if (status == 200 && exchange.getRequestMethod().equals("GET")) {
            String instance = exchange.getRequestURI().getQuery().replace("serviceInstanceName=", "");
            body = found(instance, exchange.getRequestURI().getPath());
        }
        byte[] bytes = body.isMissingNode() ? new byte[0] : Json.bytes(body);
        int code = status == 200 && body.isMissingNode() ? 404 : status;
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Missing where the application or version does not exist. */
    private JsonNode found(String instance, String path) {
        ObjectNode all = applications.getOrDefault(instance, JsonNodeFactory.instance.objectNode());
        if (path.equals(BASE)) {
            return answer(instance, all);
        }
        List<String> parts = List.of(path.replace(BASE + "/", "").split("/"));
        String application = parts.get(1);
        JsonNode value = all.path(application);
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        if (parts.size() == 2) {
            tree.set(application, value);
        } else {
            value = value.path("versions").path(parts.get(3));
            tree.putObject(application).putObject("versions").set(parts.get(3), value);
        }
        return value.isMissingNode() ? value : answer(instance, tree);
    }

    private static ObjectNode answer(String instance, ObjectNode applications) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putObject(instance).putObject("kaa").set("applications", applications);
        return answer;
    }

    @Override
    public void close() {
        gate.release(1_000_000);
        server.stop(0);
    }
}
