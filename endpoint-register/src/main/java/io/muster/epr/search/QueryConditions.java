package io.muster.epr.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Condition;
import io.muster.epr.endpoint.EndpointQuery;
import io.muster.epr.endpoint.SqlParameters;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.sql.SqlPredicate;
import io.muster.epr.filter.sql.SqlTranslation;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Queries as conditions on the table of endpoints.
 *
 * <p>Most queries become SQL. Where PostgreSQL would decide otherwise than the evaluator (regular expressions, array
 * indexes), it selects some more rows, and these are judged one by one first; the condition then names the IDs.
 */
public final class QueryConditions {

    private static final int CHUNK = 2_000;

    private final Database database;
    private final int maxExamined;

    /** @param maxExamined endpoints that one query may look at one by one */
    public QueryConditions(Database database, int maxExamined) {
        this.database = database;
        this.maxExamined = maxExamined;
    }

    /**
     * How a query is executed.
     *
     * @param condition selects exactly the matching endpoints
     * @param examined endpoints that were judged one by one; 0 where the database decides alone
     */
    public record Execution(Condition condition, int examined) {}

    /**
     * Endpoints that satisfy the query.
     *
     * @param scope conditions that hold besides; they keep the number of endpoints to look at small
     * @throws io.muster.contract.error.Refused 400 when too many would have to be judged one by one
     */
    public Execution of(Query query, List<Condition> scope) {
        SqlPredicate predicate = SqlTranslation.translate(query, 1);
        return predicate.exact() ? new Execution(new Decided(query), 0) : examined(query, scope);
    }

    /** A query that the database decides. */
    private record Decided(Query query) implements Condition {
        @Override
        public String sql(SqlParameters parameters) {
            return QueryConditions.sql(query, parameters);
        }

        @Override
        public String walking(SqlParameters parameters) {
            return "(" + sql(parameters) + ") IS TRUE";
        }
    }

    private static String sql(Query query, SqlParameters parameters) {
        SqlPredicate predicate = SqlTranslation.translate(query, parameters.size() + 1);
        predicate.binds().forEach(parameters::add);
        return predicate.text();
    }

    private Execution examined(Query query, List<Condition> scope) {
        List<String> matching = new ArrayList<>();
        String last = "";
        int examined = 0;
        while (true) {
            SqlParameters parameters = new SqlParameters();
            StringBuilder where = new StringBuilder("(" + sql(query, parameters) + ")");
            scope.forEach(condition ->
                    where.append(" AND (").append(condition.sql(parameters)).append(')'));
            String behind = parameters.add(last);
            int found = 0;
            for (Row row : database.query(
                    "SELECT endpoint_id, app_version, metadata::text FROM endpoint WHERE " + where
                            + " AND endpoint_id > " + behind + " ORDER BY endpoint_id LIMIT " + CHUNK,
                    parameters.toArray())) {
                found++;
                last = row.getString(0);
                Document document =
                        new Document(row.getString(1), (ObjectNode) Json.parse(row.getString(2), Json.MAX_DEPTH));
                if (Evaluator.matches(query, document)) {
                    matching.add(last);
                }
            }
            examined += found;
            if (found < CHUNK) {
                return new Execution(EndpointQuery.ids(matching), examined);
            }
            if (examined >= maxExamined) {
                throw Refusal.malformed(
                                ("The query needs more than %d endpoints to be looked at one by one (limit kaa.epr.filters.max-examined),"
                                                + " since it holds a regular expression or an array index; add a condition"
                                                + " such as equality, or store it as a filter")
                                        .formatted(maxExamined))
                        .refused();
            }
        }
    }
}
