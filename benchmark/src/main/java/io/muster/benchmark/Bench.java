package io.muster.benchmark;

import io.muster.benchmark.measure.Growth;
import io.muster.benchmark.measure.Measure;
import io.muster.benchmark.measure.Settling;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Circumstances;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Guard;
import io.muster.benchmark.report.JsonForm;
import io.muster.benchmark.report.MarkdownForm;
import io.muster.benchmark.report.Plot;
import io.muster.benchmark.report.Report;
import io.muster.benchmark.report.Series;
import io.muster.benchmark.report.TableForm;
import io.muster.contract.json.Json;
import io.muster.embedded.EmbeddedFailure;
import io.muster.platform.log.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster bench}: how fast the program is on this machine, beside what the machine gives without it. */
@Command(
        name = "muster bench",
        description = "Measures the program beside the limits of this machine, and prints one report.",
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {

    private static final long SEED = 42;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--quick", description = "Smaller fleets and shorter runs: all figures within six minutes.")
    private boolean quick;

    @Option(names = "--tiny", hidden = true, description = "Only to see that everything works.")
    private boolean tiny;

    @Option(names = "--growth", description = "How cost grows with endpoints, filters, tokens and matches, instead.")
    private boolean growth;

    @Option(
            names = "--guard",
            description = "A few ratios within half a minute, beside what is expected of any machine; for builds.")
    private boolean guard;

    @Option(names = "--only", paramLabel = "KEY", split = ",", description = "Some figures only, by their keys.")
    private List<String> only = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report as JSON.")
    private @Nullable Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Writes the report as Markdown.")
    private @Nullable Path markdown;

    @Option(names = "--seed", paramLabel = "N", description = "Of everything made up. Default: 42.")
    private long seed = SEED;

    private Bench() {}

    /** Runs it; ends with 0 when everything was measured, whether the targets are met or not. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench());
    }

    @Override
    public Integer call() throws IOException {
        Logging.configure(Logging.Format.AUTO, "WARN");
        PrintWriter out = spec.commandLine().getOut();
        Report report = measured(growth ? plan().once() : plan(), chosen());
        out.print(guard ? Guard.of(report) : TableForm.of(report));
        out.flush();
        write(report);
        return report.failures().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Plan plan() {
        if (guard) {
            return Plan.guard(seed);
        }
        if (tiny) {
            return Plan.tiny(seed);
        }
        return quick ? Plan.quick(seed) : Plan.full(seed);
    }

    private void write(Report report) throws IOException {
        if (json != null) {
            Files.write(json, Json.bytes(JsonForm.of(report)));
        }
        if (markdown != null) {
            write(report, markdown);
        }
    }

    private static void write(Report report, Path document) throws IOException {
        Files.writeString(document, MarkdownForm.of(report, key -> picture(document, key)), StandardCharsets.UTF_8);
        for (Series series : report.growth()) {
            Path file = document.resolveSibling(picture(document, series.key()));
            Files.writeString(file, Plot.svg(series), StandardCharsets.UTF_8);
        }
    }

    /** Beside the document: {@code performance.md} has {@code performance-write.svg} and so on. */
    private static String picture(Path document, String key) {
        return String.valueOf(document.getFileName()).replaceFirst("\\.md$", "") + "-" + key + ".svg";
    }

    private List<Measure> chosen() {
        List<Measure> all = Measure.all();
        List<String> keys = all.stream().map(Measure::key).toList();
        only.stream().filter(key -> !keys.contains(key)).findFirst().ifPresent(unknown -> {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--only takes " + String.join(", ", keys) + ", not " + unknown);
        });
        List<String> wanted = guard && only.isEmpty() ? Guard.MEASURES : only;
        if (wanted.isEmpty()) {
            return growth ? List.of() : all;
        }
        return all.stream().filter(measure -> wanted.contains(measure.key())).toList();
    }

    /** Files are written after each measure: a run that is broken off has not been in vain. */
    private Report measured(Plan plan, List<Measure> measures) throws IOException {
        Map<String, String> circumstances = new LinkedHashMap<>();
        circumstances.put("time", Instant.now().toString());
        circumstances.putAll(Circumstances.now());
        circumstances.put("settings", plan.text());
        circumstances.put("seed", Long.toString(plan.seed()));
        circumstances.put("load before", Circumstances.load());
        List<Figure> figures = new ArrayList<>();
        List<Series> series = new ArrayList<>();
        Map<String, String> failures = new LinkedHashMap<>();
        long began = System.nanoTime();
        if (!measures.isEmpty()) {
            try (TestBed bed = TestBed.open(plan)) {
                for (Measure measure : measures) {
                    settle(bed, measure);
                    measure(bed, measure, figures, failures);
                    write(new Report(circumstances, figures, series, failures));
                }
            } catch (EmbeddedFailure notStarted) {
                failures.put("all", String.valueOf(notStarted.getMessage()));
            }
        }
        for (Growth each : growth ? Growth.all() : List.<Growth>of()) {
            grow(plan, each, series, failures);
            write(new Report(circumstances, figures, series, failures));
        }
        circumstances.put("load after", Circumstances.load());
        circumstances.put("took", Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
        return new Report(circumstances, figures, series, failures);
    }

    private void grow(Plan plan, Growth growing, List<Series> series, Map<String, String> failures) {
        PrintWriter err = spec.commandLine().getErr();
        long began = System.nanoTime();
        try (TestBed bed = TestBed.open(plan)) {
            series.addAll(growing.run().apply(bed));
            err.println("growth by " + growing.key() + ": "
                    + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
        } catch (RuntimeException failure) {
            failures.put("growth by " + growing.key(), String.valueOf(failure));
            err.println("growth by " + growing.key() + ": " + failure);
        }
        err.flush();
    }

    private void settle(TestBed bed, Measure measure) {
        if (!measure.settled() || bed.settled() || !bed.plan().settling().isPositive()) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        long began = System.nanoTime();
        Settling.of(bed);
        err.println("settling: " + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
        err.flush();
    }

    private void measure(TestBed bed, Measure measure, List<Figure> figures, Map<String, String> failures) {
        PrintWriter err = spec.commandLine().getErr();
        long began = System.nanoTime();
        try {
            List<Figure> found = measure.run().apply(bed);
            figures.addAll(found);
            err.println(found.stream().map(Figure::key).collect(Collectors.joining(", ")) + ": "
                    + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
        } catch (RuntimeException failure) {
            failures.put(measure.key(), String.valueOf(failure));
            err.println(measure.key() + ": " + failure);
        }
        err.flush();
    }
}
