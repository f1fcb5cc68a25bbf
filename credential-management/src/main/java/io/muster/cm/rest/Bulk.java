package io.muster.cm.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.trace.Correlation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provisioning of many credentials in one request: newline-delimited JSON, one wish per line, one result per line in the
 * same order. Every line succeeds or fails alone. Lines are worked on side by side, so that their writes are gathered.
 */
final class Bulk {

    /** An object without members, for bodies that may be left out. */
    static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private static final Logger LOG = LoggerFactory.getLogger(Bulk.class);
    private static final String MEDIA_TYPE = "application/x-ndjson";
    private static final int MAX_LINES = 10_000;

    /** Lines worked on at the same time where a line costs hardly more than a row. */
    static final int MANY = 500;

    /** Lines worked on at the same time where each costs a password hash: logins must not wait behind all of them. */
    static final int FEW = 4;

    private static final int CREATED = 201;

    private record Line(int number, String text) {
        @Override
        public String toString() {
            return "Line[number=" + number + ", text=[hidden]]";
        }
    }

    private Bulk() {}

    /**
     * Provisions each line and answers 200 with {@code {"line", "statusCode", …}} per line.
     *
     * @param sideBySide lines worked on at the same time
     */
    static Reply of(Request request, int sideBySide, Function<ObjectNode, ObjectNode> provision) {
        if (!request.mediaType().equals(MEDIA_TYPE)) {
            throw new Refusal(Kind.UNSUPPORTED_MEDIA, "The body must be of type " + MEDIA_TYPE).refused();
        }
        List<Line> lines = lines(new String(request.body(), StandardCharsets.UTF_8));
        if (lines.size() > MAX_LINES) {
            throw Refusal.tooLarge("The body has %d lines; %d are allowed".formatted(lines.size(), MAX_LINES))
                    .refused();
        }
        Semaphore room = new Semaphore(sideBySide);
        String correlation = Correlation.current();
        List<CompletableFuture<ObjectNode>> results = new ArrayList<>();
        for (Line line : lines) {
            CompletableFuture<ObjectNode> result = new CompletableFuture<>();
            results.add(result);
            room.acquireUninterruptibly();
            Thread.ofVirtual().name("bulk").start(() -> {
                try {
                    result.complete(Correlation.call(correlation, () -> result(line, provision)));
                } finally {
                    room.release();
                }
            });
        }
        StringBuilder answer = new StringBuilder();
        results.forEach(result -> answer.append(Json.text(result.join())).append('\n'));
        return Reply.of(200, MEDIA_TYPE, answer.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Empty ones count, so that everybody finds the line that is meant. */
    private static List<Line> lines(String body) {
        List<String> all = body.lines().toList();
        return IntStream.range(0, all.size())
                .filter(i -> !all.get(i).isBlank())
                .mapToObj(i -> new Line(i + 1, all.get(i)))
                .toList();
    }

    private static ObjectNode result(Line line, Function<ObjectNode, ObjectNode> provision) {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("line", line.number());
        try {
            if (!(Json.parse(line.text(), Json.MAX_DEPTH) instanceof ObjectNode object)) {
                throw Refusal.malformed("Every line must be a JSON object").refused();
            }
            ObjectNode provisioned = provision.apply(object);
            return result.put("statusCode", CREATED).setAll(provisioned);
        } catch (RuntimeException failure) {
            Refusal refusal = refusalOf(failure);
            return result.put("statusCode", refusal.status()).put("message", refusal.message());
        }
    }

    private static Refusal refusalOf(RuntimeException failure) {
        return switch (failure) {
            case Refused refused -> refused.refusal();
            case DatabaseFailure database
            when database.unavailable() -> new Refusal(Kind.UNAVAILABLE, "The database is not reachable; try again");
            default -> {
                LOG.error("A line failed unexpectedly", failure);
                yield new Refusal(Kind.INTERNAL, Kind.INTERNAL.phrase());
            }
        };
    }
}
