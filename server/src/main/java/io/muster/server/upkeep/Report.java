package io.muster.server.upkeep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import java.util.List;
import java.util.Locale;

/**
 * What looking after an installation has shown.
 *
 * @param figures what was looked at, in words
 * @param findings what is not as it should be
 */
public record Report(List<String> figures, List<Finding> findings) {

    public Report {
        figures = List.copyOf(figures);
        findings = List.copyOf(findings);
    }

    /**
     * Something that is not as it should be.
     *
     * @param name for programs, kebab case
     * @param what for people, without the number
     * @param mended how many of {@code count} are right now
     * @param examples the first of them
     * @param advice what can be done about the rest
     */
    public record Finding(String name, String what, long count, long mended, List<String> examples, String advice) {

        public Finding {
            examples = List.copyOf(examples);
        }

        boolean open() {
            return mended < count;
        }
    }

    /** Whether everything is as it should be, now. */
    public boolean clean() {
        return findings.stream().noneMatch(Finding::open);
    }

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        figures.forEach(figure -> text.append(figure).append('\n'));
        for (Finding finding : findings) {
            text.append(String.format(Locale.ROOT, "%n%d %s", finding.count(), finding.what()));
            text.append(finding.mended() > 0 ? ", " + finding.mended() + " mended" : "")
                    .append('\n');
            finding.examples()
                    .forEach(example -> text.append("  ").append(example).append('\n'));
            if (finding.count() > finding.examples().size()
                    && !finding.examples().isEmpty()) {
                text.append("  …\n");
            }
            if (finding.open()) {
                text.append("  → ").append(finding.advice()).append('\n');
            }
        }
        return text.append(clean() ? "\nEverything is as it should be.\n" : "").toString();
    }

    /** For programs: {@code clean}, {@code figures}, {@code findings}. */
    public String json() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("clean", clean());
        figures.forEach(json.putArray("figures")::add);
        var all = json.putArray("findings");
        for (Finding finding : findings) {
            ObjectNode one = all.addObject();
            one.put("name", finding.name());
            one.put("what", finding.what());
            one.put("count", finding.count());
            one.put("mended", finding.mended());
            finding.examples().forEach(one.putArray("examples")::add);
            one.put("advice", finding.advice());
        }
        return Json.text(json);
    }
}
