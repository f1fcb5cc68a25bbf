package io.muster.faults.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What a run showed.
 *
 * @param failures rounds that could not be finished, with the reason
 * @param leftOut why some faults could not be had on this machine
 */
public record Report(
        Instant began,
        Duration length,
        long seed,
        List<RoundReport> rounds,
        List<String> failures,
        List<String> leftOut) {

    /** Whether any promise was broken. */
    public boolean broken() {
        return !failures.isEmpty()
                || rounds.stream().anyMatch(round -> !round.verdict().problems().isEmpty());
    }

    /** Writes {@code report.md} and {@code report.json} into a folder. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("report.md"), markdown());
        Files.writeString(folder.resolve("report.json"), json().toPrettyString() + "\n");
    }

    /** For people. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# Fault run\n\n");
        text.append("Began %s, lasted %d s, seed %d. %s%n%n"
                .formatted(
                        began,
                        length.toSeconds(),
                        seed,
                        broken() ? "**Promises were broken.**" : "Every promise was kept."));
        text.append("| Figure | |\n|---|---|\n");
        figures().forEach((name, value) -> text.append("| %s | %d |%n".formatted(name, value)));
        text.append(
                "\n| Fault | Times | Recovery, longest (ms) | No acknowledgement, longest (ms) | Acknowledged to told, longest (ms) |\n"
                        + "|---|---|---|---|---|\n");
        byName().forEach((name, faults) -> text.append("| %s | %d | %d | %d | %d |%n"
                .formatted(
                        name,
                        faults.size(),
                        most(faults, FaultRecord::recovered),
                        most(faults, FaultRecord::longestGap),
                        most(faults, FaultRecord::latestEvent))));
        text.append("\n| Seed | Faults | Acknowledged | Unknown | Events | Drained (ms) | Problems |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        rounds.forEach(round -> text.append("| %d | %d | %d | %d | %d | %d | %d |%n"
                .formatted(
                        round.seed(),
                        round.faults().size(),
                        round.acknowledged(),
                        round.unknown(),
                        round.events(),
                        round.drained(),
                        round.verdict().problems().size())));
        leftOut.forEach(why -> text.append("%n- left out: %s".formatted(why)));
        rounds.forEach(round -> round.verdict()
                .problems()
                .forEach(problem -> text.append("%n- seed %d: %s".formatted(round.seed(), problem))));
        failures.forEach(failure -> text.append(
                "%n- not finished: %s".formatted(failure.lines().findFirst().orElse(""))));
        return text.append('\n').toString();
    }

    private Map<String, Long> figures() {
        Map<String, Long> figures = new java.util.LinkedHashMap<>();
        figures.put("rounds", (long) rounds.size());
        figures.put("rounds not finished", (long) failures.size());
        figures.put("faults", sum(round -> round.faults().size()));
        figures.put("changes acknowledged", sum(RoundReport::acknowledged));
        figures.put("changes refused", sum(RoundReport::refused));
        figures.put("changes of unknown outcome", sum(RoundReport::unknown));
        figures.put("of these stored", sum(round -> round.verdict().unknownStored()));
        figures.put("events received", sum(RoundReport::events));
        figures.put("events in the stream twice", sum(round -> round.verdict().repeated()));
        figures.put("crashes of the listener", sum(RoundReport::listenerCrashes));
        figures.put("answers 503 with Retry-After", sum(RoundReport::retryAfter));
        figures.put("problems", sum(round -> round.verdict().problems().size()));
        return figures;
    }

    private long sum(ToLongFunction<RoundReport> figure) {
        return rounds.stream().mapToLong(figure).sum();
    }

    private Map<String, List<FaultRecord>> byName() {
        return rounds.stream()
                .flatMap(round -> round.faults().stream())
                .collect(Collectors.groupingBy(FaultRecord::name, TreeMap::new, Collectors.toList()));
    }

    private static long most(List<FaultRecord> faults, ToLongFunction<FaultRecord> figure) {
        LongSummaryStatistics all = faults.stream().mapToLong(figure).summaryStatistics();
        return all.getMax();
    }

    private ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("began", began.toString()).put("seconds", length.toSeconds()).put("seed", seed);
        json.put("broken", broken());
        ObjectNode figures = json.putObject("figures");
        figures().forEach(figures::put);
        ArrayNode all = json.putArray("rounds");
        rounds.forEach(round -> round(all.addObject(), round));
        failures.forEach(json.putArray("failures")::add);
        leftOut.forEach(json.putArray("leftOut")::add);
        return json;
    }

    private static void round(ObjectNode json, RoundReport round) {
        json.put("seed", round.seed()).put("layout", round.layout());
        json.put("acknowledged", round.acknowledged()).put("refused", round.refused());
        json.put("unknown", round.unknown())
                .put("unknownStored", round.verdict().unknownStored());
        json.put("endpoints", round.verdict().endpoints())
                .put("told", round.verdict().told());
        json.put("events", round.events()).put("repeated", round.verdict().repeated());
        json.put("listenerCrashes", round.listenerCrashes()).put("retryAfter", round.retryAfter());
        json.put("drainedMillis", round.drained());
        ArrayNode faults = json.putArray("faults");
        round.faults().forEach(fault -> faults.addObject()
                .put("name", fault.name())
                .put("where", fault.where())
                .put("atMillis", fault.at())
                .put("lastedMillis", fault.lasted())
                .put("recoveredMillis", fault.recovered())
                .put("longestGapMillis", fault.longestGap())
                .put("latestEventMillis", fault.latestEvent()));
        round.verdict().problems().forEach(json.putArray("problems")::add);
    }
}
