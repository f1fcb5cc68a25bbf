package io.muster.epr.filter.query;

import java.util.Map;

/** The operators by name: which stand where, and why others are refused. */
final class Operators {
    static final String LOGICAL = "$and, $or, $nor";
    static final String CONDITIONS = "$eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $regex (with $options), $exists,"
            + " $type, $size, $all, $elemMatch, $not";

    private static final String SCRIPT = "is refused because it would run code inside the service;"
            + " to compare two values of an endpoint use $compare";
    private static final String EXPRESSION = "is refused because aggregation expressions are not supported;"
            + " to compare two values of an endpoint use {\"$compare\":[\"metadata.a\",\"$gt\",\"metadata.b\"]}";
    private static final String GEO =
            "is refused because there is no geographic index;" + " compare the coordinates with $gt and $lt";
    private static final String BITS = "is refused because metadata numbers are decimal; compare with $in or a range";
    private static final String LITERAL = "is a typed literal of MongoDB; write the plain JSON value";

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("$where", SCRIPT),
            Map.entry("$function", SCRIPT),
            Map.entry("$accumulator", SCRIPT),
            Map.entry("$expr", EXPRESSION),
            Map.entry("$text", "is refused because there is no text index; use $regex"),
            Map.entry("$search", "is refused because there is no text index; use $regex"),
            Map.entry("$near", GEO),
            Map.entry("$nearSphere", GEO),
            Map.entry("$geoNear", GEO),
            Map.entry("$geoWithin", GEO),
            Map.entry("$geoIntersects", GEO),
            Map.entry("$bitsAllClear", BITS),
            Map.entry("$bitsAllSet", BITS),
            Map.entry("$bitsAnyClear", BITS),
            Map.entry("$bitsAnySet", BITS),
            Map.entry("$mod", "is refused because arithmetic is not supported; use $in or a range"),
            Map.entry("$jsonSchema", "is refused; use $type, $exists and comparisons"),
            Map.entry("$comment", "is refused; use the description of the filter"),
            Map.entry("$rand", "is refused because a filter must give the same answer each time"),
            Map.entry("$sampleRate", "is refused because a filter must give the same answer each time"),
            Map.entry("$date", LITERAL),
            Map.entry("$oid", LITERAL),
            Map.entry("$numberInt", LITERAL),
            Map.entry("$numberLong", LITERAL),
            Map.entry("$numberDouble", LITERAL),
            Map.entry("$numberDecimal", LITERAL),
            Map.entry("$regularExpression", "is a typed literal of MongoDB; use $regex with $options"));

    private Operators() {}

    static boolean isOperator(String name) {
        return name.startsWith("$");
    }

    /** The refusal of a name that is no operator where it stands. */
    static QueryRefused refusal(Position position, String name, String allowed) {
        String reason = REFUSED.get(name);
        return new QueryRefused(
                position,
                reason == null ? "unknown operator " + name + " here; allowed: " + allowed : name + " " + reason);
    }
}
