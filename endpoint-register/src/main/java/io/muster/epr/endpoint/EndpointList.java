package io.muster.epr.endpoint;

import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lists endpoints. */
public final class EndpointList {

    private static final String WITHOUT_METADATA = EndpointRows.COLUMNS.replace("metadata::text", "'{}'");

    private final Database database;

    /** Lists from the tables of {@code database}. */
    public EndpointList(Database database) {
        this.database = database;
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
        List<Condition> conditions = new ArrayList<>(query.conditions());
        query.cursor().ifPresent(cursor -> conditions.add(order.behind(cursor)));
        int limit = query.page().limit();
        long offset = query.cursor().isPresent() ? 0 : query.page().offset();
        String sql = "SELECT " + (query.withMetadata() ? EndpointRows.COLUMNS : WITHOUT_METADATA)
                + " FROM endpoint" + where(conditions, parameters)
                + " ORDER BY " + order.orderBy()
                + " LIMIT " + parameters.add((long) limit + 1) + " OFFSET " + parameters.add(offset);
        List<Endpoint> found = new ArrayList<>();
        for (Row row : database.query(sql, parameters.toArray())) {
            found.add(EndpointRows.read(row));
        }
        boolean more = found.size() > limit;
        List<Endpoint> endpoints = more ? found.subList(0, limit) : found;
        long total = query.cursor()
                .map(Cursor::total)
                .orElseGet(() -> total(query.conditions(), offset, found.size(), more));
        return new Part(total, List.copyOf(endpoints), next(more, endpoints, order, total));
    }

    private static Optional<Cursor> next(boolean more, List<Endpoint> endpoints, EndpointOrder order, long total) {
        if (!more) {
            return Optional.empty();
        }
        Endpoint last = endpoints.getLast();
        return Optional.of(new Cursor(order, last.createdAt(), last.id(), total));
    }

    /** A list that ends with this page tells its length without counting. */
    private long total(List<Condition> conditions, long offset, int found, boolean more) {
        if (!more && (found > 0 || offset == 0)) {
            return offset + found;
        }
        return count(conditions);
    }

    /** How many endpoints satisfy all conditions. */
    public long count(List<Condition> conditions) {
        SqlParameters parameters = new SqlParameters();
        String sql = "SELECT count(*) FROM endpoint" + where(conditions, parameters);
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
