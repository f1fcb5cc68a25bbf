package io.muster.benchmark.measure;

import io.muster.benchmark.client.RestClient;
import io.muster.benchmark.load.Bounded;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.ClosedLoop;
import io.muster.benchmark.load.OpenLoop;
import io.muster.benchmark.load.Processors;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Ten times more requests than the program can serve, for a while: what becomes of them, what that does to devices that
 * ask little, how much memory it takes, and how long it lasts until all is as before.
 *
 * <p>MQTT goes through a KPC of its own with a small heap; REST through the server with all services.
 */
final class Overload {

    private static final int TIMES = 10;
    private static final int GREEDY = 200;
    private static final int GOOD = 20;
    /** Requests that a greedy device has under way at the most; it notices when the server reads no further. */
    private static final int MOST_OF_A_DEVICE = 20;

    private static final int REST_CONNECTIONS = 1_000;
    private static final double GOOD_RATE = 20;
    private static final double P99 = 99;
    private static final int HEAP_MEGABYTES = 128;
    private static final int MOST_MORE_MEGABYTES = 128;
    private static final int MOST_MILLIS = 1_000;
    private static final int LEAST_MILLIS = 20;

    private final TestBed bed;
    private final Devices good;
    private final Processors processors;

    /** @param gate the server that is asked */
    private Overload(TestBed bed, Devices good, Server gate) {
        this.bed = bed;
        this.good = good;
        this.processors = gate == bed.server()
                ? bed.processors()
                : bed.processors().with("kpc", gate.jvm().handle());
    }

    static List<Figure> measure(TestBed bed) {
        Fleet fleet = new Fleet("overload", GREEDY + GOOD, bed.plan().seed())
                .register(bed.database("epr"))
                .provision(bed.database("cm"), bed.hashKey());
        List<Figure> figures = new ArrayList<>();
        Map<String, String> smallHeap =
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx" + HEAP_MEGABYTES + "m", "KAA_KPC_IDENTIFICATION_TIMEOUT", "60s");
        try (Server gate = bed.start(List.of("--services", "kpc"), smallHeap);
                Devices greedy = Devices.connect(bed.vertx(), gate.mqttPort(), fleet, GREEDY);
                Devices good = Devices.connect(bed.vertx(), gate.mqttPort(), fleet.from(GREEDY), GOOD)) {
            greedy.introduce(GREEDY);
            good.introduce(GOOD);
            Overload overload = new Overload(bed, good, gate);
            Call change = MqttUpdate.update(greedy);
            List<Bounded> devices = Stream.generate(() -> new Bounded(change, MOST_OF_A_DEVICE))
                    .limit(GREEDY)
                    .toList();
            figures.addAll(
                    overload.of("mqtt", "MQTT, %d devices".formatted(GREEDY), gate, change, number -> devices.get(
                                    (int) (number % GREEDY))
                            .start(number)));
            figures.add(Figure.alone(
                    "overload.mqtt.lost",
                    "sessions that ended in the overload, of all %d".formatted(GREEDY + GOOD),
                    "sessions",
                    Spread.of(greedy.closed() + good.closed()),
                    new Target.AtMost(0)));
        }
        try (RestClient few = new RestClient(bed.vertx(), bed.server().httpPort(), Rest.CONNECTIONS);
                RestClient many = new RestClient(bed.vertx(), bed.server().httpPort(), REST_CONNECTIONS);
                Devices good = Devices.connect(bed.vertx(), bed.server().mqttPort(), fleet.from(GREEDY), GOOD)) {
            good.introduce(GOOD);
            figures.addAll(new Overload(bed, good, bed.server())
                    .of(
                            "rest",
                            "REST, %,d connections".formatted(REST_CONNECTIONS),
                            bed.server(),
                            Rest.update(few, fleet, "battery"),
                            new Bounded(Rest.update(many, fleet, "battery"), REST_CONNECTIONS)));
        }
        return figures;
    }

    /** Finds the greatest rate of {@code sustained}, then asks {@code excessive} for ten times as much. */
    private List<Figure> of(String way, String title, Server server, Call sustained, Call excessive) {
        double sustainable = new ClosedLoop(
                        Rest.CONNECTIONS, bed.plan().warmUp(), bed.plan().duration(), processors)
                .run(sustained)
                .sound()
                .rate();
        // Not counted: a flood takes other ways through the program than what it is like at other times.
        new OpenLoop(sustainable * TIMES, Duration.ZERO, bed.plan().duration(), processors).run(excessive);
        Sample usual = asked(bed.plan().duration());
        long before = server.jvm().residentKilobytes();
        try (Flood flood = Flood.start(bed, server, processors, sustainable * TIMES, excessive)) {
            Sample meanwhile = asked(bed.plan().duration().multipliedBy(2));
            Sample answered = flood.result();
            double asBefore = Math.max(2 * usual.millis(P99), LEAST_MILLIS);
            Histogram admitted = flood.admitted();
            long recovered =
                    flood.millisUntil(() -> asked(Duration.ofMillis(500)).millis(P99) < asBefore);
            return List.of(
                    new Figure(
                                    "overload." + way,
                                    "requests answered while %d times as many arrive: %s".formatted(TIMES, title),
                                    "1/s",
                                    Spread.of(answered.rate()),
                                    Optional.of(new Figure.Limit("the greatest rate", Spread.of(sustainable))),
                                    Optional.of(Spread.of(answered.rate() / sustainable)),
                                    new Target.RatioAtLeast(0.5),
                                    Map.of())
                            .note("all that was due", answered.text())
                            .note("refused by the server", Flood.text(flood.refused(), answered.seconds())),
                    Figure.alone(
                                    "overload." + way + ".admitted",
                                    "p99 of the requests that were not refused, from sending",
                                    "ms",
                                    Spread.of(Flood.millis(admitted, P99)),
                                    new Target.AtMost(MOST_MILLIS))
                            .note("those admitted", Flood.text(admitted, answered.seconds())),
                    Figure.alone(
                                    "overload." + way + ".others",
                                    "p99 of %d devices that ask once a second meanwhile".formatted(GOOD),
                                    "ms",
                                    Spread.of(meanwhile.millis(P99)),
                                    new Target.AtMost(MOST_MILLIS))
                            .note("meanwhile", meanwhile.text())
                            .note("before", usual.text()),
                    Figure.alone(
                                    "overload." + way + ".memory",
                                    "resident memory at its peak beyond that before",
                                    "MB",
                                    Spread.of((flood.peakKilobytes() - before) / 1024.0),
                                    way.equals("mqtt") ? new Target.AtMost(MOST_MORE_MEGABYTES) : new Target.None())
                            .note("before", before / 1024 + " MB"),
                    Figure.alone(
                            "overload." + way + ".recovery",
                            "from the last answer of the overload until the others are served as before",
                            "ms",
                            Spread.of(recovered),
                            new Target.AtMost(MOST_MILLIS)));
        }
    }

    private Sample asked(Duration duration) {
        return new OpenLoop(GOOD_RATE, Duration.ZERO, duration, processors).run(number -> {
            int device = (int) (number % good.size());
            return good.session(device)
                    .ask(good.topic(device, "get/keys", number), Buffer.buffer())
                    .toCompletionStage();
        });
    }
}
