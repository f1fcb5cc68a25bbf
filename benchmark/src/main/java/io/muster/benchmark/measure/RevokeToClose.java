package io.muster.benchmark.measure;

import io.muster.benchmark.client.RequestReply;
import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Patience;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How fast a revocation over REST bites: until the MQTT session of the device is closed, and until no replica of CM
 * accepts the token any longer. The second replica is a process of its own; NATS spreads the questions over both.
 */
final class RevokeToClose {

    private static final byte[] REVOKED = "{\"status\":\"Revoked\"}".getBytes(StandardCharsets.UTF_8);
    private static final long MOST_MICROS = 10_000_000;
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double P99 = 99;
    private static final long WATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long BETWEEN_QUESTIONS_NANOS = 500_000;
    private static final int QUESTIONS_BEFORE = 30;
    private static final int OK = 200;

    private RevokeToClose() {}

    static List<Figure> measure(TestBed bed) {
        int sessions = Math.max(bed.plan().sessions(), 2 * bed.plan().revocations());
        Fleet fleet = new Fleet("revoked", sessions, bed.plan().seed())
                .register(bed.database("epr"))
                .provision(bed.database("cm"), bed.hashKey());
        try (RestClient rest = new RestClient(bed.vertx(), bed.server().httpPort(), 8)) {
            return List.of(toClose(bed, rest, fleet), toOtherReplica(bed, rest, fleet));
        }
    }

    private static Figure toClose(TestBed bed, RestClient rest, Fleet fleet) {
        Histogram fromRequest = new Histogram(MOST_MICROS, 3);
        try (Devices devices = Devices.connect(
                bed.vertx(), bed.server().mqttPort(), fleet, bed.plan().sessions())) {
            devices.introduce(devices.size());
            for (int number = 0; number < Math.min(devices.size(), bed.plan().revocations()); number++) {
                CompletableFuture<Long> closed = devices.session(number)
                        .closed()
                        .map(gone -> System.nanoTime())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(MOST_MICROS, TimeUnit.MICROSECONDS);
                long began = System.nanoTime();
                Patience.on(revoke(rest, fleet, number));
                fromRequest.recordValue(Math.min(MOST_MICROS, (Patience.on(closed) - began) / 1_000));
            }
        }
        return Figure.alone(
                        "revoke_to_close",
                        "p99 from the request that revokes to the closed MQTT session, %,d sessions, %,d revocations"
                                .formatted(bed.plan().sessions(), fromRequest.getTotalCount()),
                        "ms",
                        new Spread(
                                fromRequest.getValueAtPercentile(P99) / MICROS_PER_MILLI,
                                fromRequest.getMinValue() / MICROS_PER_MILLI,
                                fromRequest.getMaxValue() / MICROS_PER_MILLI),
                        new Target.AtMost(100))
                .note("p50", "%.1f ms".formatted(fromRequest.getValueAtPercentile(50) / MICROS_PER_MILLI))
                .note("spread", "least and greatest of all revocations");
    }

    private static CompletableFuture<?> revoke(RestClient rest, Fleet fleet, int number) {
        return rest.send(
                        HttpMethod.PUT,
                        "/cm/api/v1/endpoints/%s/tokens/%s/status"
                                .formatted(fleet.endpointId(number), fleet.tokenId(number)),
                        REVOKED)
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static Figure toOtherReplica(TestBed bed, RestClient rest, Fleet fleet) {
        int revocations = bed.plan().revocations();
        AtomicLong asked = new AtomicLong();
        Histogram late = new Histogram(MOST_MICROS, 3);
        try (Server second = bed.start(List.of("--services", "cm"), Map.of());
                RequestReply client = new RequestReply(bed.bus(), "bench.inbox.revoked")) {
            for (int each = 0; each < revocations; each++) {
                late.recordValue(latestAcceptance(rest, client, fleet, fleet.size() - 1 - each, asked));
            }
        }
        return Figure.alone(
                        "revoke_to_close.other_replica",
                        "latest question after the answer of the revocation that any of two replicas of CM accepted",
                        "ms",
                        new Spread(
                                late.getMaxValue() / MICROS_PER_MILLI,
                                late.getMinValue() / MICROS_PER_MILLI,
                                late.getMaxValue() / MICROS_PER_MILLI),
                        new Target.AtMost(100))
                .note("revocations", Integer.toString(revocations))
                .note("questions after the answers", asked.toString())
                .note("revocations after which a question was accepted", Long.toString(accepting(late)));
    }

    private static long accepting(Histogram late) {
        return late.getTotalCount() - late.getCountAtValue(0);
    }

    /** Microseconds after the answer at which the last question was sent that was accepted; 0 if there was none. */
    private static long latestAcceptance(
            RestClient rest, RequestReply client, Fleet fleet, int number, AtomicLong asked) {
        byte[] question = Validation.tokenRequest(fleet.token(number));
        for (int i = 0; i < QUESTIONS_BEFORE; i++) {
            Patience.on(Validation.token(client, question));
        }
        AtomicLong lastAccepted = new AtomicLong(Long.MIN_VALUE);
        CompletableFuture<Long> answered = revoke(rest, fleet, number).thenApply(done -> System.nanoTime());
        CompletableFuture<?> lastQuestion = CompletableFuture.completedFuture(0);
        while (!answered.isDone() || System.nanoTime() - answered.join() < WATCHED_NANOS) {
            long sent = System.nanoTime();
            lastQuestion = Validation.token(client, question)
                    .thenAccept(
                            status -> lastAccepted.accumulateAndGet(status == OK ? sent : Long.MIN_VALUE, Math::max));
            if (answered.isDone()) {
                asked.incrementAndGet();
            }
            LockSupport.parkNanos(BETWEEN_QUESTIONS_NANOS);
        }
        Patience.on(lastQuestion);
        // Answers of several replicas overtake each other; all of them are there well within this.
        LockSupport.parkNanos(WATCHED_NANOS / 10);
        long last = lastAccepted.get();
        return last <= answered.join() ? 0 : (last - answered.join()) / 1_000;
    }
}
