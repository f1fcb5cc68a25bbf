package io.muster.benchmark.measure;

import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.ClosedLoop;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Target;
import java.util.ArrayList;
import java.util.List;

/** Latency of reads, one after the other, as an operator's console makes them. */
final class Reads {

    private static final double P99 = 99;

    private Reads() {}

    static Figure p99(TestBed bed, String key, String title, Call call, double most) {
        ClosedLoop loop = new ClosedLoop(1, bed.plan().warmUp(), bed.plan().duration(), bed.processors());
        List<Sample> samples = new ArrayList<>();
        for (int repetition = 0; repetition < bed.plan().repetitions(); repetition++) {
            samples.add(loop.run(call).sound());
        }
        return Figure.alone(
                        key,
                        "p99 of " + title,
                        "ms",
                        Duel.spread(samples, sample -> sample.millis(P99)),
                        new Target.AtMost(most))
                .note("last run", samples.getLast().text());
    }
}
