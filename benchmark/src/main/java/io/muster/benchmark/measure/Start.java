package io.muster.benchmark.measure;

import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From the launch of the JVM until the program is ready, its own PostgreSQL and NATS included. */
final class Start {

    private static final double MILLIS_PER_SECOND = 1_000;

    private Start() {}

    static List<Figure> measure(TestBed bed) {
        List<Double> first = new ArrayList<>();
        List<Double> later = new ArrayList<>();
        for (int repetition = 0; repetition < Math.ceilDiv(bed.plan().repetitions(), 2); repetition++) {
            Path data = bed.folder().resolve("start-" + repetition);
            first.add(seconds(bed, data));
            later.add(seconds(bed, data));
            TestBed.delete(data);
        }
        return List.of(
                Figure.alone(
                        "start", "first start on a new data directory", "s", Spread.of(first), new Target.AtMost(6)),
                Figure.alone("start.later", "later starts on the same", "s", Spread.of(later), new Target.AtMost(2)));
    }

    private static double seconds(TestBed bed, Path data) {
        try (Server server = bed.startAlone(data)) {
            return server.jvm().startTook().toMillis() / MILLIS_PER_SECOND;
        }
    }
}
