package io.muster.benchmark.measure;

import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Memory of the program at rest, with the big fleet in its database. */
final class Memory {

    private static final Duration REST = Duration.ofSeconds(5);
    private static final double KB_PER_MB = 1_024;

    private Memory() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = BigFleet.of(bed);
        try (Server server = bed.start(List.of(), Map.of("KAA_EPR_INSTANCE_NAME", "eprmemory"))) {
            rest();
            double megabytes = server.jvm().residentKilobytes() / KB_PER_MB;
            return List.of(Figure.alone(
                    "memory",
                    "resident memory of the JVM at rest with %,d endpoints in the database".formatted(fleet.size()),
                    "MB",
                    Spread.of(megabytes),
                    new Target.AtMost(256)));
        }
    }

    /** Until what a start leaves behind is gone. */
    static void rest() {
        try {
            Thread.sleep(REST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
