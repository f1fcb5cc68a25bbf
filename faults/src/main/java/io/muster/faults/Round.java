package io.muster.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Rest;
import io.muster.acceptance.program.Await;
import io.muster.faults.check.Checker;
import io.muster.faults.check.Delays;
import io.muster.faults.check.Verdict;
import io.muster.faults.cluster.Cluster;
import io.muster.faults.cluster.Layout;
import io.muster.faults.cluster.Need;
import io.muster.faults.cluster.Replica;
import io.muster.faults.fault.Fault;
import io.muster.faults.fault.Moments;
import io.muster.faults.journal.Change;
import io.muster.faults.journal.FilterNotes;
import io.muster.faults.journal.Journal;
import io.muster.faults.journal.Listener;
import io.muster.faults.journal.Tokens;
import io.muster.faults.report.FaultRecord;
import io.muster.faults.report.RoundReport;
import io.muster.faults.workload.StandingFilters;
import io.muster.faults.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One installation from its first start to its end: load, faults one after the other, and when everything has healed the
 * comparison of what was acknowledged, stored and told.
 */
public final class Round {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int FEWEST_CHANGES_BETWEEN = 40;
    private static final int MORE_CHANGES_BETWEEN = 200;
    private static final int SHORTEST_FAULT_MILLIS = 200;
    private static final int LONGER_FAULT_MILLIS = 3_000;
    private static final int CHANGES_OF_A_WELL_REPLICA = 5;

    private final long seed;
    private final Layout layout;
    private final Consumer<String> log;
    private final Random random;
    private final Journal journal;
    private final Tokens tokens = new Tokens();
    private final FilterNotes filters = new FilterNotes();
    private final List<FaultRecord> records = new ArrayList<>();
    private final long began = System.nanoTime();

    /**
     * A round that has yet to run.
     *
     * @param seed decides all that is left to chance here; the timing of processes is not
     * @param layout the processes it runs with
     * @param log is told what happens
     */
    public Round(long seed, Layout layout, Consumer<String> log) {
        this.seed = seed;
        this.layout = layout;
        this.log = log;
        this.random = new Random(seed);
        this.journal = new Journal("f" + Long.toString(Math.abs(seed), Character.MAX_RADIX));
    }

    /**
     * Runs it.
     *
     * @throws AssertionError when the program does not recover from a fault
     */
    public RoundReport run(List<Fault> faults) {
        log.accept("round with seed " + seed + ": " + layout.name());
        Set<Need> needs =
                faults.stream().flatMap(fault -> fault.needs().stream()).collect(Collectors.toSet());
        try (Cluster cluster = Cluster.launch(layout, needs)) {
            try {
                return run(cluster, faults);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + firstLine(e) + "\n" + cluster.printed(), e);
            }
        }
    }

    private RoundReport run(Cluster cluster, List<Fault> faults) {
        migrate(cluster);
        Rest rest = new Rest(cluster.replicas().getFirst().http());
        Map<String, JsonNode> standing = StandingFilters.create(rest);
        try (Listener listener = new Listener(cluster.nats().url(), "faults")) {
            int retryAfter;
            try (Workload workload = new Workload(cluster, random.nextLong(), journal, tokens, filters)) {
                for (Fault fault : faults) {
                    awaitProgress(FEWEST_CHANGES_BETWEEN + random.nextInt(MORE_CHANGES_BETWEEN));
                    suffer(fault, cluster, listener);
                }
                awaitProgress(FEWEST_CHANGES_BETWEEN);
                retryAfter = workload.retryAfter();
            }
            cluster.awaitWell();
            return report(
                    cluster, listener, retryAfter, new Checker(journal, tokens, filters, listener, standing), rest);
        }
    }

    /** The first start, in which some replicas are killed while they make the schema. */
    private void migrate(Cluster cluster) {
        long struckAt = System.nanoTime();
        Fault.Struck struck = Moments.killedDuringMigration(cluster, random);
        long healedAt = System.nanoTime();
        struck.heal().run();
        cluster.awaitWell();
        record("kill -9 during migration", struck, struckAt, healedAt);
    }

    private void suffer(Fault fault, Cluster cluster, Listener listener) {
        long struckAt = System.nanoTime();
        Fault.Struck struck = fault.strike(cluster, random);
        if (random.nextInt(3) == 0) {
            listener.crash();
        }
        sleep(SHORTEST_FAULT_MILLIS + random.nextInt(LONGER_FAULT_MILLIS));
        long healedAt = System.nanoTime();
        struck.heal().run();
        awaitRecovery(cluster);
        record(fault.name(), struck, struckAt, healedAt);
    }

    private void record(String name, Fault.Struck struck, long struckAt, long healedAt) {
        long wellAt = System.nanoTime();
        FaultRecord suffered = new FaultRecord(
                name,
                struck.where(),
                millis(struckAt - began),
                millis(healedAt - struckAt),
                millis(wellAt - healedAt),
                longestGap(struckAt, wellAt),
                0);
        records.add(suffered);
        log.accept(name + ", " + struck.where() + ": recovered in " + suffered.recovered() + " ms, longest gap "
                + suffered.longestGap() + " ms");
    }

    /** Well again means that all parts say so and that every replica acknowledges changes. */
    private void awaitRecovery(Cluster cluster) {
        Map<String, Long> before = new HashMap<>();
        cluster.replicas().forEach(replica -> before.put(replica.name(), journal.acknowledgedBy(replica.name())));
        cluster.awaitWell();
        for (Replica replica : cluster.replicas()) {
            long goal = before.getOrDefault(replica.name(), 0L) + CHANGES_OF_A_WELL_REPLICA;
            Await.until(
                    PATIENCE,
                    () -> journal.acknowledgedBy(replica.name()) >= goal,
                    () -> replica.name() + " is well, but acknowledges nothing");
        }
    }

    private void awaitProgress(int changes) {
        int goal = journal.acknowledged() + changes;
        Await.until(PATIENCE, () -> journal.acknowledged() >= goal, () -> "the workload does not get on");
    }

    private long longestGap(long from, long to) {
        long last = from;
        long longest = 0;
        for (long at : journal.acknowledgements()) {
            if (at > from && at < to) {
                longest = Math.max(longest, at - last);
                last = at;
            }
        }
        return millis(Math.max(longest, to - last));
    }

    private RoundReport report(Cluster cluster, Listener listener, int retryAfter, Checker checker, Rest rest) {
        long from = System.nanoTime();
        Verdict verdict = checker.look(rest);
        while (!verdict.problems().isEmpty() && System.nanoTime() - from < PATIENCE.toNanos()) {
            sleep(SHORTEST_FAULT_MILLIS);
            verdict = checker.look(rest);
        }
        long drained = millis(System.nanoTime() - from);
        return new RoundReport(
                seed,
                cluster.layout(),
                withLatestEvents(listener),
                count(Change.Outcome.ACKNOWLEDGED),
                count(Change.Outcome.REFUSED),
                count(Change.Outcome.UNKNOWN),
                listener.heard().size() + listener.repetitions(),
                listener.crashes(),
                retryAfter,
                drained,
                verdict);
    }

    private List<FaultRecord> withLatestEvents(Listener listener) {
        Delays delays = new Delays(journal.changes(), listener.heard());
        return records.stream()
                .map(suffered -> {
                    long from = began + Duration.ofMillis(suffered.at()).toNanos();
                    long to = from
                            + Duration.ofMillis(suffered.lasted() + suffered.recovered())
                                    .toNanos();
                    return suffered.withLatestEvent(millis(delays.longest(from, to)));
                })
                .toList();
    }

    private int count(Change.Outcome outcome) {
        return (int) journal.changes().stream()
                .filter(change -> change.outcome() == outcome)
                .count();
    }

    private static String firstLine(AssertionError failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
