package io.muster.epr.filter.query;

/**
 * Bounds of one query; a query beyond one of them is refused with the name and the value of the limit.
 *
 * @param maxBytes length of the query as compact JSON text in UTF-8, bytes
 * @param maxDepth nesting of objects and arrays
 * @param maxTerms number of conditions
 * @param maxListSize elements of one {@code $in}, {@code $nin} or {@code $all}
 * @param maxRegexLength characters of one regular expression
 * @param maxRegexCost elements of one regular expression after its counted repetitions are unrolled
 * @param maxPathLength names of one dotted path
 * @param maxNumberDigits decimal digits a number may have before and after the decimal point
 */
public record QueryLimits(
        int maxBytes,
        int maxDepth,
        int maxTerms,
        int maxListSize,
        int maxRegexLength,
        int maxRegexCost,
        int maxPathLength,
        int maxNumberDigits) {

    /** Generous for people, harmless for the service. */
    public static final QueryLimits DEFAULT = new QueryLimits(65_536, 32, 500, 1_000, 512, 5_000, 16, 1_000);
}
