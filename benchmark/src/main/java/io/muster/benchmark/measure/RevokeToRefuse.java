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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long after the answer of a revocation a token is accepted, with two replicas of CM, the second of which is a
 * process of its own. NATS spreads the questions over both; which of them accepted is told by their own figures, read
 * while nobody asks: before the revocation, and after the last answer.
 */
final class RevokeToRefuse {

    private static final long MOST_MICROS = 10_000_000;
    private static final double MICROS_PER_MILLI = 1_000;
    private static final long WATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long BETWEEN_QUESTIONS_NANOS = 500_000;
    private static final int QUESTIONS_BEFORE = 30;
    private static final int OK = 200;

    private final Fleet fleet;
    private final RequestReply client;
    private final RestClient revoking;
    private final RestClient other;
    private final Histogram late = new Histogram(MOST_MICROS, 3);
    private Verdicts byRevoking = Verdicts.NONE;
    private Verdicts byOther = Verdicts.NONE;

    private RevokeToRefuse(Fleet fleet, RequestReply client, RestClient revoking, RestClient other) {
        this.fleet = fleet;
        this.client = client;
        this.revoking = revoking;
        this.other = other;
    }

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = new Fleet("refused", bed.plan().revocations(), bed.plan().seed())
                .provision(bed.database("cm"), bed.hashKey());
        try (Server second = bed.start(List.of("--services", "cm"), Map.of());
                RestClient revoking = new RestClient(bed.vertx(), bed.server().httpPort(), 2);
                RestClient other = new RestClient(bed.vertx(), second.httpPort(), 2);
                RequestReply client = new RequestReply(bed.bus(), "bench.inbox.refused")) {
            RevokeToRefuse measure = new RevokeToRefuse(fleet, client, revoking, other);
            for (int number = 0; number < fleet.size(); number++) {
                measure.revoke(number);
            }
            return measure.figures();
        }
    }

    private void revoke(int number) {
        byte[] question = Validation.tokenRequest(fleet.token(number));
        for (int i = 0; i < QUESTIONS_BEFORE; i++) {
            Patience.on(Validation.token(client, question));
        }
        Verdicts revokingBefore = Verdicts.of(revoking);
        Verdicts otherBefore = Verdicts.of(other);
        Patience.on(Revocation.of(revoking, fleet, number));
        late.recordValue(latestAcceptance(question));
        byRevoking = byRevoking.plus(Verdicts.of(revoking).minus(revokingBefore));
        byOther = byOther.plus(Verdicts.of(other).minus(otherBefore));
    }

    /** Microseconds from now until the last question was sent that was accepted; 0 if there was none. */
    private long latestAcceptance(byte[] question) {
        long answered = System.nanoTime();
        AtomicLong last = new AtomicLong();
        List<CompletableFuture<?>> questions = new ArrayList<>();
        while (System.nanoTime() - answered < WATCHED_NANOS) {
            long sent = System.nanoTime() - answered;
            questions.add(Validation.token(client, question)
                    .thenAccept(status -> last.accumulateAndGet(status == OK ? sent : 0, Math::max)));
            LockSupport.parkNanos(BETWEEN_QUESTIONS_NANOS);
        }
        questions.forEach(Patience::on);
        return last.get() / 1_000;
    }

    private List<Figure> figures() {
        Figure toOther = Figure.alone(
                        "revoke_to_refuse",
                        "latest question after the answer of a revocation that the other replica of CM accepted",
                        "ms",
                        new Spread(
                                late.getMaxValue() / MICROS_PER_MILLI,
                                late.getMinValue() / MICROS_PER_MILLI,
                                late.getMaxValue() / MICROS_PER_MILLI),
                        new Target.AtMost(100))
                .note("revocations", Long.toString(late.getTotalCount()))
                .note("questions after the answers", byOther.text())
                .note(
                        "revocations after which a question was accepted",
                        Long.toString(late.getTotalCount() - late.getCountAtValue(0)));
        Figure toSame = Figure.alone(
                        "revoke_to_refuse.same_replica",
                        "questions after the answer that the replica accepted which had answered the revocation",
                        "answers",
                        Spread.of(byRevoking.accepted()),
                        new Target.AtMost(0))
                .note("questions after the answers", byRevoking.text());
        return List.of(toOther, toSame);
    }
}
