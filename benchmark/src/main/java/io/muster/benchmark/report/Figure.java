package io.muster.benchmark.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One measured figure beside its limit.
 *
 * @param key the name in the JSON report; those of one measure share what stands before the first dot
 * @param limit what the machine gives without the program, measured in the same run
 * @param ratio value divided by limit, over pairs of repetitions that follow each other
 * @param notes what else was seen, by name
 */
public record Figure(
        String key,
        String title,
        String unit,
        Spread value,
        Optional<Limit> limit,
        Optional<Spread> ratio,
        Target target,
        Map<String, String> notes) {

    /** What a figure is compared with. */
    public record Limit(String what, Spread value) {}

    /** A figure that stands alone. */
    public static Figure alone(String key, String title, String unit, Spread value, Target target) {
        return new Figure(key, title, unit, value, Optional.empty(), Optional.empty(), target, Map.of());
    }

    /** The same with one more note. */
    public Figure note(String name, String text) {
        Map<String, String> more = new LinkedHashMap<>(notes);
        more.put(name, text);
        return new Figure(key, title, unit, value, limit, ratio, target, more);
    }

    /** Whether the target is reached; empty if there is none. */
    public Optional<Boolean> met() {
        return target.metBy(value.median(), ratio.map(Spread::median));
    }
}
