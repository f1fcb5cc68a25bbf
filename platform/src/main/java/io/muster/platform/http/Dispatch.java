package io.muster.platform.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.trace.Correlation;
import io.muster.platform.work.AdaptiveLimit;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the event loop to a virtual thread and back: runs an operation, turns refusals and failures into answers, and
 * counts them. The only place where an error becomes an HTTP status.
 *
 * <p>Of each operation only as many are worked on at a time as keep its mean time within what is allowed; the others are
 * refused before any work is done for them. Operations are told apart because one of them may take a thousand times as
 * long as another, and because nobody who reads should wait for those who write too much.
 */
final class Dispatch {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final String CORRELATION_HEADER = "Correlation-ID";
    private static final Refusal INTERNAL = new Refusal(Kind.INTERNAL, "Internal Server Error");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final byte[] NO_BODY = new byte[0];
    private static final int LEAST_OF_AN_OPERATION = 64;

    private final Gatekeeper gatekeeper;
    private final MeterRegistry metrics;
    private final Semaphore room;
    private final int capacity;
    private final int maxBody;
    private final Duration delay;
    private final Map<String, AdaptiveLimit> limits = new ConcurrentHashMap<>();
    private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();
    private volatile boolean leaving;
    private volatile boolean drained;

    private record Outcome(String operation, int status) {}

    Dispatch(Gatekeeper gatekeeper, MeterRegistry metrics, HttpSettings settings) {
        this.gatekeeper = gatekeeper;
        this.metrics = metrics;
        this.capacity = settings.maxInFlight();
        this.maxBody = settings.maxBody();
        this.delay = settings.delay();
        this.room = new Semaphore(capacity);
        metrics.gauge("muster.http.in.flight", room, semaphore -> capacity - semaphore.availablePermits());
    }

    /** Answers by {@code operation}, if the gatekeeper admits the caller. */
    void handle(RoutingContext context, Operation operation, String mount, byte[] body) {
        run(context, operation, mount, gatekeeper, body);
    }

    /** Answers by {@code operation}, whoever calls. */
    void handleOpen(RoutingContext context, Operation operation) {
        run(context, operation, "", Gatekeeper.OPEN, NO_BODY);
    }

    private void run(RoutingContext context, Operation operation, String mount, Gatekeeper guard, byte[] body) {
        String correlation = correlation(context.request());
        long start = System.nanoTime();
        AdaptiveLimit limit = limits.computeIfAbsent(operation.id(), this::limit);
        if (drained || !entered(limit)) {
            String reason = drained ? "This server stops; try another one" : "Too many requests are in work; try again";
            Reply full = refusal(Refusal.unavailable(reason, RETRY_AFTER));
            count(operation, full, System.nanoTime() - start);
            send(context, correlation, full);
            return;
        }
        // The response is written on the event loop, in one step; another thread would hand over each part by itself.
        Context loop = context.vertx().getOrCreateContext();
        Thread.ofVirtual()
                .name("http")
                .start(() -> Correlation.run(correlation, () -> {
                    Reply answer = refusal(INTERNAL);
                    try {
                        answer = answer(context, operation, mount, guard, body);
                    } finally {
                        Reply reply = answer;
                        count(operation, reply, System.nanoTime() - start);
                        loop.runOnContext(back -> {
                            limit.ended(start);
                            room.release();
                            send(context, correlation, reply);
                        });
                    }
                }));
    }

    private AdaptiveLimit limit(String operation) {
        return new AdaptiveLimit(LEAST_OF_AN_OPERATION, capacity, capacity, delay);
    }

    private boolean entered(AdaptiveLimit limit) {
        if (!limit.enter()) {
            return false;
        }
        if (!room.tryAcquire()) {
            limit.left();
            return false;
        }
        return true;
    }

    private static Reply answer(
            RoutingContext context, Operation operation, String mount, Gatekeeper guard, byte[] body) {
        try {
            Request request = new Request(context, body, mount, Caller.ANONYMOUS);
            Reply reply = operation.action().answer(request.by(guard.admit(request, operation)));
            return unchanged(context, reply) ? reply.notModified() : reply;
        } catch (RuntimeException failure) {
            Refusal refusal = refusalOf(failure);
            Reply reply = refusal(refusal);
            return Challenge.to(context.request(), refusal)
                    .map(challenge -> reply.with(Challenge.HEADER, challenge))
                    .orElse(reply);
        }
    }

    private static boolean unchanged(RoutingContext context, Reply reply) {
        List<String> known = context.request().headers().getAll("If-None-Match");
        return !known.isEmpty()
                && context.request().method().equals(HttpMethod.GET)
                && reply.tag()
                        .filter(EntityTags.parse(String.join(",", known))::matchQuoted)
                        .isPresent();
    }

    private static Refusal refusalOf(RuntimeException failure) {
        return switch (failure) {
            case Refused refused -> refused.refusal();
            case DatabaseFailure database
            when database.unavailable() -> {
                LOG.warn("{}", database.getMessage());
                yield Refusal.unavailable("The database is not reachable; try again", RETRY_AFTER);
            }
            default -> {
                LOG.error("A request failed unexpectedly", failure);
                yield INTERNAL;
            }
        };
    }

    private static Reply refusal(Refusal refusal) {
        Reply reply = Reply.of(refusal.status(), "application/json", refusal.json());
        return refusal.retryAfter()
                .map(pause -> reply.with("Retry-After", Long.toString(Math.max(1, pause.toSeconds()))))
                .orElse(reply);
    }

    /** The ID that the caller gave, or a new one. */
    private static String correlation(HttpServerRequest request) {
        String given = request.getHeader(CORRELATION_HEADER);
        return Correlation.sanitized(given == null ? "" : given);
    }

    private void send(RoutingContext context, String correlation, Reply reply) {
        send(context.request(), correlation, reply);
    }

    private void send(HttpServerRequest request, String correlation, Reply reply) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        response.putHeader(CORRELATION_HEADER, correlation);
        if (leaving && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(Buffer.buffer(reply.body()));
    }

    private void count(Operation operation, Reply reply, long nanos) {
        LOG.debug("{} {} in {} µs", operation.id(), reply.status(), nanos / 1_000);
        timers.computeIfAbsent(new Outcome(operation.id(), reply.status()), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Outcome outcome) {
        return Timer.builder("muster.http.requests")
                .description("Requests by operation and status")
                .tag("operation", outcome.operation())
                .tag("status", Integer.toString(outcome.status()))
                .register(metrics);
    }

    /** Answers what no operation stands for. */
    void unknown(RoutingContext context) {
        send(
                context,
                correlation(context.request()),
                refusal(Refusal.notFound(
                        "No resource at " + context.request().method() + " " + context.normalizedPath())));
    }

    /** Answers failures of the HTTP layer itself: body too large, malformed query string. */
    void failed(RoutingContext context) {
        int status = context.statusCode();
        Refusal refusal = status == 413
                ? Refusal.tooLarge("The request body is larger than %d bytes, the limit muster.http.max-body-size"
                        .formatted(maxBody))
                : status >= 400 && status < 500 ? Refusal.malformed("The request is malformed") : INTERNAL;
        if (context.failure() != null && status >= 500) {
            LOG.error("A request failed unexpectedly", context.failure());
        }
        send(context, correlation(context.request()), refusal(refusal));
    }

    /** Answers a request whose URL cannot be decoded, which no router takes. */
    void undecodable(HttpServerRequest request) {
        send(
                request,
                correlation(request),
                refusal(Refusal.malformed(
                        "The URL holds a % that is not followed by two hexadecimal digits; write %25 for it")));
    }

    /** From now on every answer ends its connection, so that the client makes the next one elsewhere. */
    void leave() {
        leaving = true;
    }

    /** Takes no more requests and waits until those in work are answered, at most for {@code limit}. */
    void drain(Duration limit) {
        if (drained) {
            return;
        }
        drained = true;
        try {
            if (!room.tryAcquire(capacity, limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Some requests were still in work after {} s", limit.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
