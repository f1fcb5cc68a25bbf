package io.muster.epr.endpoint;

import io.muster.platform.config.ApplicationVersion;
import io.muster.platform.config.Applications;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A page of the endpoints of an application, of a version or of both in the order of their registration. No index has
 * all of them in this order, {@code endpoint_of_names} has those of each version of an application. So these parts are
 * merged while they are read, and none is read further than the page needs.
 *
 * <p>PostgreSQL merges parts that it knows when it plans: those that configuration names. Nothing depends on whether
 * configuration is right, since the same statement looks for hashes besides, as of versions that were taken out of
 * configuration while endpoints are still in them. For each of those, as many endpoints as the page may need are read and
 * sorted. So the page is exact at every moment, and names that share a hash are in one part.
 *
 * <p>Whatever PostgreSQL expects of a part, such as a version that is younger than its statistics, it must not gather and
 * sort it:
 *
 * <ul>
 *   <li>Each part is wanted in the order of time alone, which is that of the index. The few endpoints of one microsecond
 *       are sorted by ID when parts are together.
 *   <li>Conditions stay outside ({@code OFFSET 0} keeps them there). Within the parts they would have one in which nobody
 *       satisfies them read to its end before the first row comes.
 *   <li>Columns are computed for the page only, since a document as text costs more than to find it.
 * </ul>
 */
final class RegistrationWalk {

    /** To plan a part takes as long as to read twenty endpoints. */
    private static final int MERGED = 16;

    private final EndpointQuery.Scope scope;
    private final EndpointOrder order;
    private final Applications applications;
    private final SqlParameters parameters;
    private final String behind;
    private final String also;

    /**
     * @param order of the page; by time, see {@link #fits}
     * @param applications say which parts to expect
     * @param parameters of the statement that {@link #page} becomes a part of
     */
    RegistrationWalk(EndpointQuery query, EndpointOrder order, Applications applications, SqlParameters parameters) {
        this.scope = query.scope();
        this.order = order;
        this.applications = applications;
        this.parameters = parameters;
        this.behind = query.cursor()
                .map(cursor -> " AND " + order.behind("endpoint", cursor).sql(parameters))
                .orElse("");
        this.also = query.conditions().stream()
                .map(condition -> " AND (" + condition.walking(parameters) + ")")
                .collect(Collectors.joining());
    }

    /** Whether a list is one of these. */
    static boolean fits(EndpointQuery.Scope scope, EndpointOrder order) {
        return order.key() == EndpointOrder.Key.CREATED
                && scope.members().isEmpty()
                && (scope.application().isPresent() || scope.appVersion().isPresent());
    }

    /**
     * Its rows, as a table for FROM.
     *
     * @param reach how many rows there are up to the end of the page, those before it included
     * @param limit the page, as SQL
     */
    String page(long reach, String limit) {
        return "(SELECT * FROM (SELECT * FROM (" + String.join(" UNION ALL ", parts(reach)) + ") AS merged ORDER BY "
                + order.orderBy("merged") + " OFFSET 0) AS endpoint WHERE true" + also + " ORDER BY "
                + order.orderBy("endpoint") + limit + ")";
    }

    private List<String> parts(long reach) {
        Optional<String> application = scope.application().map(parameters::add);
        Optional<String> appVersion = scope.appVersion().map(parameters::add);
        if (application.isPresent() && appVersion.isPresent()) {
            return List.of(part(NameHash.equal("application", application.get()) + " AND "
                    + NameHash.equal("app_version", appVersion.get())));
        }
        if (application.isPresent()) {
            String name = application.get();
            List<String> versions = scope.application().stream()
                    .flatMap(known -> applications.versions(known).stream())
                    .map(ApplicationVersion::name)
                    .toList();
            String within = NameHash.of("application") + " = " + NameHash.of(name);
            return parts(NameHash.equal("application", name), "app_version", versions, within, reach);
        }
        List<String> owner =
                scope.appVersion().flatMap(applications::applicationOf).stream().toList();
        return parts(NameHash.equal("app_version", appVersion.orElseThrow()), "application", owner, "true", reach);
    }

    /**
     * @param given condition on the name that is known
     * @param column where the other name stands
     * @param expected what that may be
     * @param within as {@link NameHash#present} takes it
     */
    private List<String> parts(String given, String column, List<String> expected, String within, long reach) {
        List<String> hashes = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        for (String name : expected.subList(0, Math.min(MERGED, expected.size()))) {
            String hash = NameHash.of(parameters.add(name));
            parts.add(part(given + " AND " + NameHash.of(column) + " = " + hash + " AND " + none(hash, hashes)));
            hashes.add(hash);
        }
        parts.add("SELECT other.* FROM unnest(" + NameHash.present(column, within, none("hash", hashes))
                + ") AS unexpected (hash), LATERAL (SELECT * FROM endpoint WHERE " + given + " AND "
                + NameHash.of(column) + " = unexpected.hash" + behind + also + " ORDER BY "
                + order.orderBy("endpoint") + " LIMIT " + parameters.add(reach) + ") AS other");
        return parts;
    }

    private static String none(String hash, List<String> hashes) {
        return hashes.isEmpty() ? "true" : hash + " <> ALL (ARRAY[" + String.join(", ", hashes) + "])";
    }

    private String part(String condition) {
        return "(SELECT * FROM endpoint WHERE " + condition + behind + " ORDER BY created_at"
                + (order.descending() ? " DESC" : "") + ")";
    }
}
