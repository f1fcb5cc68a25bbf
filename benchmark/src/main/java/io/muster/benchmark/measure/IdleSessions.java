package io.muster.benchmark.measure;

import io.muster.benchmark.load.OpenLoop;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.Fleet;
import io.muster.benchmark.program.Server;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Many devices that are silent beside some that work: memory for each session, and whether all of them stay. */
final class IdleSessions {

    private static final int ACTIVE_SHARE = 10;
    private static final double REQUESTS_OF_EACH = 0.5;
    private static final int STEPS = 4;

    private IdleSessions() {}

    static List<Figure> measure(TestBed bed) {
        int idle = bed.plan().sessions() * 3 / 2;
        int active = Math.max(1, idle / ACTIVE_SHARE);
        bed.server();
        Fleet fleet = new Fleet("idle", idle + active, bed.plan().seed())
                .register(bed.database("epr"))
                .provision(bed.database("cm"), bed.hashKey());
        // A server of its own, so that its memory holds nothing of other measures; EPR, EPMX and CM answer in the
        // first.
        try (Server server = bed.start(List.of("--services", "kpc"), Map.of());
                Devices warm = Devices.connect(bed.vertx(), server.mqttPort(), fleet, active)) {
            warm.introduce(active);
            work(bed, warm, active);
            long before = server.jvm().residentKilobytes();
            List<String> steps = new ArrayList<>();
            List<Devices> groups = new ArrayList<>();
            try {
                for (int step = 0; step < STEPS; step++) {
                    groups.add(Devices.connect(
                            bed.vertx(), server.mqttPort(), part(fleet, step, idle / STEPS), idle / STEPS));
                    groups.getLast().introduce(idle / STEPS);
                    steps.add(Long.toString((server.jvm().residentKilobytes() - before) / 1024));
                }
                Sample working = work(bed, warm, active).sound();
                int present = groups.stream().mapToInt(Devices::size).sum();
                long lost = groups.stream().mapToLong(Devices::closed).sum() + warm.closed();
                double each = (double) (server.jvm().residentKilobytes() - before) / present;
                return List.of(
                        Figure.alone(
                                        "idle_sessions",
                                        "idle sessions held beside %,d active ones".formatted(active),
                                        "sessions",
                                        Spread.of(present - lost),
                                        new Target.AtLeast(idle / STEPS * STEPS))
                                .note("active sessions meanwhile", working.text()),
                        Figure.alone(
                                        "idle_sessions.memory",
                                        "resident memory of KPC for each idle session that has shown its token",
                                        "kB",
                                        Spread.of(each),
                                        new Target.AtMost(20))
                                .note("MB more after each quarter", String.join(", ", steps))
                                .note("resident before", before / 1024 + " MB"));
            } finally {
                groups.forEach(Devices::close);
            }
        }
    }

    /** Endpoints that are not among the active ones, and not in another part. */
    private static Fleet part(Fleet fleet, int step, int size) {
        return fleet.from(fleet.size() / (ACTIVE_SHARE + 1) + step * size);
    }

    private static Sample work(TestBed bed, Devices devices, int active) {
        return new OpenLoop(
                        active * REQUESTS_OF_EACH,
                        bed.plan().warmUp(),
                        bed.plan().duration(),
                        bed.processors())
                .run(number -> {
                    int device = (int) (number % active);
                    return devices.session(device)
                            .ask(devices.topic(device, "get/keys", number), Buffer.buffer())
                            .toCompletionStage();
                });
    }
}
