package io.muster.epr.endpoint;

import io.muster.platform.config.Applications;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists endpoints.
 *
 * <p>PostgreSQL does not know how many endpoints satisfy a condition on metadata: it takes one in three or one in a
 * thousand for granted. For a page it would walk through the order of the list until the page is full, which with few
 * matches is through all endpoints, one by one; or gather all matches and sort them, which may be all endpoints, too. So a
 * list with conditions is asked for twice at most:
 *
 * <ol>
 *   <li>Gather matches in whatever order is cheapest, by the GIN index or a parallel scan, until there are more than a
 *       {@linkplain #FEW thousand}. Where that ends before, the page and the number of matches are known from one look.
 *   <li>Otherwise they are dense: walk through the order, where the page is full after a few thousand endpoints, and
 *       count.
 * </ol>
 */
public final class EndpointList {

    private static final long FEW = 1_000;

    private final Database database;
    private final Supplier<Applications> applications;
    private final EndpointTally tally;

    /**
     * Lists from the tables of {@code database}.
     *
     * @param applications the applications in force, asked each time; what is listed does not depend on them
     */
    public EndpointList(Database database, Supplier<Applications> applications) {
        this.database = database;
        this.applications = applications;
        this.tally = new EndpointTally(database);
    }

    /**
     * A part of a list.
     *
     * @param total all matches
     * @param endpoints this part
     * @param next where the list goes on; absent at its end
     */
    public record Part(long total, List<Endpoint> endpoints, Optional<Cursor> next) {}

    /** Finds what is asked for. */
    public Part find(EndpointQuery query) {
        return (query.conditions().isEmpty() ? Optional.<Part>empty() : gathered(query)).orElseGet(() -> walked(query));
    }

    /** The answer if there are few matches, behind the cursor where there is one. */
    private Optional<Part> gathered(EndpointQuery query) {
        SqlParameters parameters = new SqlParameters();
        Source source = Source.of(query.scope());
        // A limit right at the conditions would be planned for as if matches were many. A part of its own is planned as
        // a whole, and is nevertheless left as soon as no more is wanted.
        String sql = "WITH found AS MATERIALIZED (SELECT endpoint.* FROM " + source.from()
                + where(conditions(query, source, parameters, condition -> condition.sql(parameters)))
                + "), few AS MATERIALIZED (SELECT * FROM found LIMIT " + parameters.add(FEW + 1)
                + ") SELECT " + columns(query, "page")
                + ", number.n FROM (SELECT count(*) AS n FROM few) AS number LEFT JOIN LATERAL (SELECT * FROM few ORDER BY "
                + order(query).orderBy("few") + limit(query, parameters) + ") AS page ON true ORDER BY "
                + order(query).orderBy("page");
        List<Endpoint> found = new ArrayList<>();
        long matches = 0;
        for (Row row : database.query(sql, parameters.toArray())) {
            matches = row.getLong("n");
            if (row.getString(0) != null) {
                found.add(EndpointRows.read(row));
            }
        }
        long total = matches;
        return matches > FEW ? Optional.empty() : Optional.of(part(query, found, more -> total));
    }

    private Part walked(EndpointQuery query) {
        SqlParameters parameters = new SqlParameters();
        String sql = RegistrationWalk.fits(query.scope(), order(query))
                ? walkedByName(query, parameters)
                : walked(query, parameters);
        List<Endpoint> found = new ArrayList<>();
        database.query(sql, parameters.toArray()).forEach(row -> found.add(EndpointRows.read(row)));
        return part(query, found, more -> total(query, found.size(), more));
    }

    private static String walked(EndpointQuery query, SqlParameters parameters) {
        Source source = Source.of(query.scope());
        return "SELECT " + columns(query, "endpoint") + " FROM " + source.from()
                + where(conditions(query, source, parameters, condition -> condition.walking(parameters)))
                + " ORDER BY " + order(query).orderBy(source.table()) + limit(query, parameters);
    }

    private String walkedByName(EndpointQuery query, SqlParameters parameters) {
        EndpointOrder order = order(query);
        RegistrationWalk walk = new RegistrationWalk(query, order, applications.get(), parameters);
        long reach = offset(query) + query.page().limit() + 1;
        return "SELECT " + columns(query, "page") + " FROM " + walk.page(reach, limit(query, parameters))
                + " AS page ORDER BY " + order.orderBy("page");
    }

    private static List<String> conditions(
            EndpointQuery query, Source source, SqlParameters parameters, Function<Condition, String> form) {
        List<String> conditions = new ArrayList<>();
        source.conditions().forEach(condition -> conditions.add(condition.sql(parameters)));
        query.conditions().forEach(condition -> conditions.add(form.apply(condition)));
        query.cursor()
                .ifPresent(cursor -> conditions.add(
                        order(query).behind(source.table(), cursor).sql(parameters)));
        return conditions;
    }

    private static EndpointOrder order(EndpointQuery query) {
        return query.cursor().map(Cursor::order).orElse(query.order());
    }

    private static String columns(EndpointQuery query, String table) {
        String columns = EndpointRows.columns(table);
        return query.withMetadata() ? columns : columns.replace(table + ".metadata::text", "'{}'");
    }

    /** One more than wanted tells whether the list goes on. */
    private static String limit(EndpointQuery query, SqlParameters parameters) {
        return " LIMIT " + parameters.add(query.page().limit() + 1L) + " OFFSET " + parameters.add(offset(query));
    }

    private static long offset(EndpointQuery query) {
        return query.cursor().isPresent() ? 0 : query.page().offset();
    }

    /** @param total number of all matches, given whether the list goes on */
    private static Part part(EndpointQuery query, List<Endpoint> found, Function<Boolean, Long> total) {
        int limit = query.page().limit();
        boolean more = found.size() > limit;
        List<Endpoint> endpoints = more ? found.subList(0, limit) : found;
        long all = query.cursor().map(Cursor::total).orElseGet(() -> total.apply(more));
        return new Part(all, List.copyOf(endpoints), next(more, endpoints, order(query), all));
    }

    /**
     * Where a list reads from. Members of a filter are read in the order of their own index, which is that of their
     * endpoints: a page costs as much as it holds, however large the filter is.
     *
     * @param table the table whose columns give the order
     */
    private record Source(String from, String table, List<Condition> conditions) {

        static Source of(EndpointQuery.Scope scope) {
            if (scope.members().isEmpty()) {
                return new Source("endpoint", "endpoint", scope.conditions());
            }
            String filterId = scope.members().get().filterId();
            List<Condition> conditions = new ArrayList<>(scope.names());
            conditions.add(parameters -> "member.filter_id = " + parameters.add(filterId));
            return new Source(
                    "filter_member member JOIN endpoint ON endpoint.endpoint_id = member.endpoint_id",
                    "member",
                    conditions);
        }
    }

    private static Optional<Cursor> next(boolean more, List<Endpoint> endpoints, EndpointOrder order, long total) {
        if (!more) {
            return Optional.empty();
        }
        Endpoint last = endpoints.getLast();
        return Optional.of(new Cursor(order, last.createdAt(), last.id(), total));
    }

    /** A list that ends with this page tells its length without counting. */
    private long total(EndpointQuery query, int found, boolean more) {
        if (!more && (found > 0 || offset(query) == 0)) {
            return offset(query) + found;
        }
        return count(query.scope(), query.conditions());
    }

    /** How many endpoints there are within a scope that satisfy all conditions. */
    public long count(EndpointQuery.Scope scope, List<Condition> conditions) {
        if (conditions.isEmpty() && scope.members().isEmpty()) {
            return tally.endpoints(scope.application(), scope.appVersion());
        }
        if (conditions.isEmpty()
                && scope.appVersion().isEmpty()
                && scope.application().isEmpty()) {
            return scope.members().orElseThrow().count();
        }
        SqlParameters parameters = new SqlParameters();
        List<String> all = Stream.concat(scope.conditions().stream(), conditions.stream())
                .map(condition -> condition.sql(parameters))
                .toList();
        String sql = "SELECT count(*) FROM endpoint" + where(all);
        return database.query(sql, parameters.toArray()).iterator().next().getLong(0);
    }

    private static String where(List<String> conditions) {
        return conditions.isEmpty()
                ? ""
                : conditions.stream()
                        .map(condition -> "(" + condition + ")")
                        .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }
}
