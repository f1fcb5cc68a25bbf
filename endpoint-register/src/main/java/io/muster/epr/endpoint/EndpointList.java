package io.muster.epr.endpoint;

import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lists endpoints. */
public final class EndpointList {

    private static final String WITHOUT_METADATA = EndpointRows.COLUMNS.replace("endpoint.metadata::text", "'{}'");

    private final Database database;
    private final EndpointTally tally;

    /** Lists from the tables of {@code database}. */
    public EndpointList(Database database) {
        this.database = database;
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
        EndpointOrder order = query.cursor().map(Cursor::order).orElse(query.order());
        SqlParameters parameters = new SqlParameters();
        Source source = Source.of(query.scope());
        List<Condition> conditions = new ArrayList<>(source.conditions());
        conditions.addAll(query.conditions());
        query.cursor().ifPresent(cursor -> conditions.add(order.behind(source.table(), cursor)));
        int limit = query.page().limit();
        long offset = query.cursor().isPresent() ? 0 : query.page().offset();
        String sql =
                "SELECT " + (query.withMetadata() ? EndpointRows.COLUMNS : WITHOUT_METADATA) + " FROM " + source.from()
                        + where(conditions, parameters)
                        + " ORDER BY " + order.orderBy(source.table())
                        + " LIMIT " + parameters.add((long) limit + 1) + " OFFSET " + parameters.add(offset);
        List<Endpoint> found = new ArrayList<>();
        for (Row row : database.query(sql, parameters.toArray())) {
            found.add(EndpointRows.read(row));
        }
        boolean more = found.size() > limit;
        List<Endpoint> endpoints = more ? found.subList(0, limit) : found;
        long total = query.cursor().map(Cursor::total).orElseGet(() -> total(query, offset, found.size(), more));
        return new Part(total, List.copyOf(endpoints), next(more, endpoints, order, total));
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
            List<Condition> conditions = new ArrayList<>(
                    new EndpointQuery.Scope(scope.application(), scope.appVersion(), Optional.empty()).conditions());
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
    private long total(EndpointQuery query, long offset, int found, boolean more) {
        if (!more && (found > 0 || offset == 0)) {
            return offset + found;
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
        List<Condition> all = new ArrayList<>(scope.conditions());
        all.addAll(conditions);
        String sql = "SELECT count(*) FROM endpoint" + where(all, parameters);
        return database.query(sql, parameters.toArray()).iterator().next().getLong(0);
    }

    private static String where(List<Condition> conditions, SqlParameters parameters) {
        return conditions.isEmpty()
                ? ""
                : conditions.stream()
                        .map(condition -> "(" + condition.sql(parameters) + ")")
                        .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }
}
