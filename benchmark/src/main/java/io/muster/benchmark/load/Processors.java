package io.muster.benchmark.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processor time of the processes that take part, so that a generator that is at its own limit is not mistaken for the
 * limit of the server.
 *
 * @param processes by the name under which they are shown; each with all its descendants that have no name of their own
 */
public record Processors(Map<String, ProcessHandle> processes) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Nothing but this process. */
    public static Processors own() {
        return new Processors(Map.of("client", ProcessHandle.current()));
    }

    /** These and one more. */
    public Processors with(String name, ProcessHandle process) {
        Map<String, ProcessHandle> more = new LinkedHashMap<>(processes);
        more.putIfAbsent(name, process);
        return new Processors(more);
    }

    /** Processor time used so far. */
    Use use() {
        Map<String, Duration> spent = new LinkedHashMap<>();
        processes.forEach((name, process) -> spent.put(name, spent(process)));
        return new Use(spent);
    }

    private static Duration spent(ProcessHandle process) {
        // The descendants of this very process are the others.
        Stream<ProcessHandle> family = process.pid() == ProcessHandle.current().pid()
                ? Stream.of(process)
                : Stream.concat(Stream.of(process), process.descendants());
        return family.map(member -> member.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** A reading. */
    record Use(Map<String, Duration> spent) {

        String since(Use before, double seconds) {
            return spent.entrySet().stream()
                    .map(now -> String.format(
                            Locale.ROOT,
                            "%s %.2f",
                            now.getKey(),
                            now.getValue()
                                            .minus(before.spent.getOrDefault(now.getKey(), Duration.ZERO))
                                            .toNanos()
                                    / NANOS_PER_SECOND
                                    / seconds))
                    .collect(Collectors.joining(", "));
        }
    }
}
