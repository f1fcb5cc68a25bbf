package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.ClosedLoop;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Memory of the program with the big fleet in its database, at rest and under load. */
final class Memory {

    private static final Duration REST = Duration.ofSeconds(5);
    private static final double KB_PER_MB = 1_024;
    private static final int HEAP_MEGABYTES = 512;

    private Memory() {}

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = BigFleet.of(bed);
        return List.of(idle(bed, fleet), loaded(bed, fleet));
    }

    private static Figure idle(TestBed bed, Fleet fleet) {
        try (Server server = bed.start(List.of(), Map.of("KAA_EPR_INSTANCE_NAME", "eprmemory"))) {
            rest();
            return Figure.alone(
                    "memory",
                    "resident memory of the JVM at rest with %,d endpoints in the database".formatted(fleet.size()),
                    "MB",
                    Spread.of(server.jvm().residentKilobytes() / KB_PER_MB),
                    new Target.AtMost(256));
        }
    }

    /** Whatever fails for want of memory fails the measure. */
    private static Figure loaded(TestBed bed, Fleet fleet) {
        Map<String, String> heap =
                Map.of("KAA_EPR_INSTANCE_NAME", "eprloaded", "JAVA_TOOL_OPTIONS", "-Xmx" + HEAP_MEGABYTES + "m");
        try (Server server = bed.start(List.of(), heap);
                RestClient client = new RestClient(bed.vertx(), server.httpPort(), Rest.CONNECTIONS);
                Filters filters = new Filters(client, bed.plan().seed())) {
            ClosedLoop loop = Growth.loop(bed, Rest.CONNECTIONS);
            filters.add("{\"metadata.battery\":{\"$lt\":2}}");
            Sample changes = loop.run(Rest.update(client, fleet, "battery")).sound();
            Sample registrations = loop.run(Rest.register(client, fleet)).sound();
            Sample reads = loop.run(Rest.get(client, Rest.endpoint(""), fleet, "?include=metadata"))
                    .sound();
            return Figure.alone(
                            "memory.load",
                            "resident memory of the JVM with a heap of %d MB after changes, registrations and reads at"
                                            .formatted(HEAP_MEGABYTES)
                                    + " full load, %,d endpoints".formatted(fleet.size()),
                            "MB",
                            Spread.of(server.jvm().residentKilobytes() / KB_PER_MB),
                            new Target.None())
                    .note("changes per second", Long.toString(Math.round(changes.rate())))
                    .note("registrations per second", Long.toString(Math.round(registrations.rate())))
                    .note("reads per second", Long.toString(Math.round(reads.rate())));
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
