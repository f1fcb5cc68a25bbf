package io.muster.epr.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.embedded.TestStack;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.epr.filter.query.Query;
import io.muster.epr.filter.sql.SqlPredicate;
import io.muster.epr.filter.sql.SqlTranslation;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real PostgreSQL selects with the translation of a query is what the evaluator accepts. */
class SqlAgreementTest {
    private static final int DOCUMENTS = 250;
    private static final int BATCHES = 100;
    private static final int QUERIES_PER_BATCH = 30;

    private static Vertx vertx;
    private static Database database;

    @BeforeAll
    static void connect() {
        TestStack.Database fresh = TestStack.newDatabase();
        String url = "postgresql://%s:%d/%s".formatted(fresh.host(), fresh.port(), fresh.name());
        vertx = Vertx.vertx();
        database = Database.open(vertx, DatabaseSettings.of(url, fresh.user(), fresh.password(), "public"));
        database.update("CREATE TABLE endpoint (id int, app_version text NOT NULL, metadata jsonb NOT NULL)");
    }

    @AfterAll
    static void disconnect() {
        database.close();
        vertx.close().await();
    }

    @Test
    void selectsWhatTheEvaluatorAccepts() {
        long seed = new Random().nextLong();
        Samples samples = new Samples(seed);
        List<Document> documents = stored(samples);
        int selected = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            List<ObjectNode> queries = IntStream.range(0, QUERIES_PER_BATCH)
                    .mapToObj(i -> samples.query())
                    .toList();
            selected += compare(queries, documents, "seed " + seed);
        }
        assertThat(selected).as("rows selected in all").isPositive();
    }

    private static List<Document> stored(Samples samples) {
        List<Document> documents = new ArrayList<>();
        database.update("TRUNCATE endpoint");
        for (int id = 0; id < DOCUMENTS; id++) {
            Document document = samples.document();
            documents.add(document);
            database.update(
                    "INSERT INTO endpoint VALUES ($1, $2, $3::text::jsonb)",
                    id,
                    document.appVersion(),
                    document.metadata().toString());
        }
        return documents;
    }

    private static int compare(List<ObjectNode> queries, List<Document> documents, String hint) {
        List<Query> trees = queries.stream().map(Samples::parsed).toList();
        List<SqlPredicate> predicates = new ArrayList<>();
        List<Object> binds = new ArrayList<>();
        List<String> selects = new ArrayList<>();
        for (Query tree : trees) {
            SqlPredicate predicate = SqlTranslation.translate(tree, binds.size() + 1);
            selects.add("SELECT " + predicates.size() + " AS query, id FROM endpoint WHERE " + predicate.text());
            predicates.add(predicate);
            binds.addAll(predicate.binds());
        }
        Map<Integer, Set<Integer>> selected = new HashMap<>();
        for (Row row : database.query(String.join(" UNION ALL ", selects), binds.toArray())) {
            selected.computeIfAbsent(row.getInteger("query"), q -> new HashSet<>())
                    .add(row.getInteger("id"));
        }
        for (int q = 0; q < trees.size(); q++) {
            Query tree = trees.get(q);
            Set<Integer> rows = selected.getOrDefault(q, Set.of());
            List<Integer> accepted = IntStream.range(0, documents.size())
                    .filter(id -> Evaluator.matches(tree, documents.get(id)))
                    .boxed()
                    .toList();
            String message = hint + ", query " + queries.get(q) + ", SQL " + predicates.get(q);
            if (predicates.get(q).exact()) {
                assertThat(rows).as(message).containsExactlyInAnyOrderElementsOf(accepted);
            } else {
                assertThat(rows).as(message).containsAll(accepted);
            }
        }
        return selected.values().stream().mapToInt(Set::size).sum();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metadata.city\":\"Lviv\"}",
                "{\"metadata.city\":-5}",
                "{\"metadata.city\":{\"$in\":[\"Lviv\",\"Kyiv\"]}}",
                "{\"metadata.city\":[1,2]}",
                "{\"metadata.city.name\":\"Lviv\"}",
                "{\"metadata\":{\"$elemMatch\":{\"key\":\"city\",\"value\":\"Lviv\"}}}"
            })
    void equalityUsesTheIndex(String query) {
        database.update("CREATE INDEX IF NOT EXISTS by_metadata ON endpoint USING gin (metadata jsonb_path_ops)");
        SqlPredicate predicate = SqlTranslation.translate(Samples.parsed(query), 1);
        String plan = database.inTransaction(transaction -> {
            transaction.script("SET LOCAL enable_seqscan = off");
            StringBuilder lines = new StringBuilder();
            transaction
                    .query(
                            "EXPLAIN SELECT id FROM endpoint WHERE " + predicate.text(),
                            predicate.binds().toArray())
                    .forEach(row -> lines.append(row.getString(0)).append('\n'));
            return lines.toString();
        });
        assertThat(predicate.exact()).isTrue();
        assertThat(plan).contains("Bitmap Index Scan on by_metadata");
    }
}
