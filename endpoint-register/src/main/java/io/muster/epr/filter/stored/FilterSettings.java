package io.muster.epr.filter.stored;

import io.muster.epr.filter.query.QueryLimits;
import io.muster.platform.config.ByteSize;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;

/**
 * Limits of filters and searches.
 *
 * @param perApplication stored filters of one application
 * @param query limits of one query
 * @param maxExamined endpoints that a search may look at one by one, where the database cannot decide a query alone
 * @param chunk endpoints looked at in one step of a filter's first evaluation
 */
public record FilterSettings(int perApplication, QueryLimits query, int maxExamined, int chunk) {

    /** 10,000 filters per application; 200,000 endpoints examined; steps of 8,000 endpoints. */
    public static final FilterSettings DEFAULT = new FilterSettings(10_000, QueryLimits.DEFAULT, 200_000, 8_000);

    private static final Key<Integer> PER_APPLICATION = Key.integer("kaa.epr.filters.max-per-application", 1, 1_000_000)
            .byDefault(DEFAULT.perApplication)
            .about("Stored filters of one application.");
    private static final Key<ByteSize> SIZE = Key.bytes(
                    "kaa.epr.filters.max-query-size", new ByteSize(16), ByteSize.mib(1))
            .byDefault(new ByteSize(DEFAULT.query.maxBytes()))
            .about("Size of a filter query as JSON text.");
    private static final Key<Integer> DEPTH = Key.integer("kaa.epr.filters.max-query-depth", 1, 200)
            .byDefault(DEFAULT.query.maxDepth())
            .about("Nesting of arrays and objects in a filter query.");
    private static final Key<Integer> TERMS = Key.integer("kaa.epr.filters.max-query-terms", 1, 100_000)
            .byDefault(DEFAULT.query.maxTerms())
            .about("Conditions of a filter query.");
    private static final Key<Integer> LIST_SIZE = Key.integer("kaa.epr.filters.max-list-size", 1, 100_000)
            .byDefault(DEFAULT.query.maxListSize())
            .about("Elements of one $in, $nin or $all of a filter query.");
    private static final Key<Integer> REGEX_LENGTH = Key.integer("kaa.epr.filters.max-regex-length", 1, 10_000)
            .byDefault(DEFAULT.query.maxRegexLength())
            .about("Characters of one regular expression of a filter query.");
    private static final Key<Integer> REGEX_COST = Key.integer("kaa.epr.filters.max-regex-cost", 1, 100_000)
            .byDefault(DEFAULT.query.maxRegexCost())
            .about("Elements of one regular expression after its counted repetitions are unrolled.");
    private static final Key<Integer> PATH_LENGTH = Key.integer("kaa.epr.filters.max-path-length", 1, 200)
            .byDefault(DEFAULT.query.maxPathLength())
            .about("Names of one dotted path of a filter query.");
    private static final Key<Integer> EXAMINED = Key.integer("kaa.epr.filters.max-examined", 1_000, 100_000_000)
            .byDefault(DEFAULT.maxExamined)
            .about("Endpoints a search may look at one by one, where the database cannot decide the query alone.");

    /** Reads {@code kaa.epr.filters}. */
    public static FilterSettings read(Reader reader) {
        return new FilterSettings(
                reader.get(PER_APPLICATION),
                new QueryLimits(
                        reader.get(SIZE).asInt(),
                        reader.get(DEPTH),
                        reader.get(TERMS),
                        reader.get(LIST_SIZE),
                        reader.get(REGEX_LENGTH),
                        reader.get(REGEX_COST),
                        reader.get(PATH_LENGTH),
                        DEFAULT.query.maxNumberDigits()),
                reader.get(EXAMINED),
                DEFAULT.chunk());
    }
}
