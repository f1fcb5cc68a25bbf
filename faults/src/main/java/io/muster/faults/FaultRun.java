package io.muster.faults;

import io.muster.faults.cluster.Layout;
import io.muster.faults.cluster.Need;
import io.muster.faults.fault.Fault;
import io.muster.faults.fault.Faults;
import io.muster.faults.report.Report;
import io.muster.faults.report.RoundReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** {@code ./muster test --faults 30m}: rounds with all faults, one after the other, as long as told. */
public final class FaultRun {
    private static final int FAULTS_OF_A_ROUND = 6;
    private static final int MOST_SHOWN = 20;

    private FaultRun() {}

    /** Runs and exits with 0 when every promise held, 1 when one was broken, 2 when the call was wrong. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            Call call = Call.parse(List.of(arguments));
            Report report = run(call, out);
            report.write(call.folder());
            out.println(report.markdown());
            out.println("report: " + call.folder().resolve("report.md"));
            System.exit(report.broken() ? 1 : 0);
        } catch (Call.Wrong wrong) {
            out.println("muster test --faults: " + wrong.getMessage());
            System.exit(2);
        }
    }

    private static Report run(Call call, PrintStream out) {
        Instant began = Instant.now();
        Instant end = began.plus(call.duration());
        Map<Need, String> obstacles = obstacles();
        obstacles.forEach((need, why) -> out.println("faults that need " + need + " are left out: " + why));
        List<Fault> possible = Faults.all().stream()
                .filter(fault -> fault.name().contains(call.only()))
                .filter(fault -> fault.needs().stream().noneMatch(obstacles::containsKey))
                .toList();
        if (possible.isEmpty()) {
            throw new Call.Wrong("no fault that is possible here has \"" + call.only() + "\" in its name; there are "
                    + Faults.all().stream().map(Fault::name).toList());
        }
        Random seeds = new Random(call.seed());
        List<RoundReport> rounds = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        long seed = call.seed();
        do {
            try {
                rounds.add(new Round(seed, layout(seed), line -> out.println(stamp(began) + "  " + line))
                        .run(faults(possible, seed)));
                told(rounds.getLast(), out, stamp(began));
            } catch (AssertionError notRecovered) {
                failures.add(String.valueOf(notRecovered.getMessage()));
                out.println(notRecovered.getMessage());
            }
            seed = seeds.nextLong();
        } while (Instant.now().isBefore(end));
        return new Report(
                began,
                Duration.between(began, Instant.now()),
                call.seed(),
                rounds,
                failures,
                List.copyOf(obstacles.values()));
    }

    private static Map<Need, String> obstacles() {
        Map<Need, String> obstacles = new EnumMap<>(Need.class);
        for (Need need : Need.values()) {
            need.obstacle().ifPresent(why -> obstacles.put(need, why));
        }
        return obstacles;
    }

    private static void told(RoundReport round, PrintStream out, String stamp) {
        List<String> problems = round.verdict().problems();
        out.println(stamp + "  " + round.acknowledged() + " changes, " + round.events() + " events, "
                + (problems.isEmpty() ? "all promises kept" : problems.size() + " BROKEN PROMISES"));
        problems.stream().limit(MOST_SHOWN).forEach(out::println);
    }

    /** As many as fit a round, in an order by chance. */
    private static List<Fault> faults(List<Fault> possible, long seed) {
        List<Fault> shuffled = new ArrayList<>(possible);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled.subList(0, Math.min(shuffled.size(), FAULTS_OF_A_ROUND));
    }

    private static Layout layout(long seed) {
        return Math.floorMod(seed, 3) == 0 ? Layout.SPLIT : Layout.WHOLE;
    }

    private static String stamp(Instant began) {
        return "%6.1f s".formatted(Duration.between(began, Instant.now()).toMillis() / 1_000.0);
    }

    /** What was asked for on the command line. */
    record Call(Duration duration, long seed, String only, Path folder) {

        /** A call that cannot be understood, with what is expected. */
        static final class Wrong extends RuntimeException {
            private static final long serialVersionUID = 1;

            Wrong(String message) {
                super(message);
            }
        }

        static Call parse(List<String> arguments) {
            Call call = new Call(Duration.ZERO, new Random().nextLong(), "", Path.of("target", "faults"));
            for (int i = 0; i < arguments.size(); i += 2) {
                if (i + 1 == arguments.size()) {
                    throw new Wrong(arguments.get(i) + " needs a value");
                }
                call = call.with(arguments.get(i), arguments.get(i + 1));
            }
            return call;
        }

        private Call with(String option, String value) {
            return switch (option) {
                case "--faults" -> new Call(length(value), seed, only, folder);
                case "--seed" -> new Call(duration, number(value), only, folder);
                case "--only" -> new Call(duration, seed, value, folder);
                case "--report" -> new Call(duration, seed, only, Path.of(value));
                default -> throw new Wrong(option + " is unknown; there are --faults, --seed, --only and --report");
            };
        }

        private static Duration length(String value) {
            if (!value.matches("[0-9]{1,6}[smh]")) {
                throw new Wrong("the length is a number and s, m or h, for example 30m, not " + value);
            }
            return Duration.parse("PT" + value);
        }

        private static long number(String value) {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new Wrong("a seed is a whole number, not " + value);
            }
        }
    }
}
