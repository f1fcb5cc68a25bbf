package io.muster.benchmark.report;

import java.util.List;
import java.util.Map;

/**
 * Everything one run has found.
 *
 * @param circumstances machine, versions, settings and seed, by name
 * @param figures in the order in which they were measured
 * @param growth how cost grows, if that was asked for
 * @param failures measures that could not be carried out, and why, by key
 */
public record Report(
        Map<String, String> circumstances, List<Figure> figures, List<Series> growth, Map<String, String> failures) {}
