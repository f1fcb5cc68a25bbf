package io.muster.epr.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.embedded.TestStack;
import io.muster.epr.EndpointRegister;
import io.muster.platform.config.ApplicationVersion;
import io.muster.platform.config.Applications;
import io.muster.platform.feed.Feed;
import io.muster.platform.http.Page;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseSettings;
import io.muster.platform.postgres.Migrations;
import io.vertx.core.Vertx;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lists by application and version against a sorted copy in memory. The fleet has endpoints of the same microsecond,
 * names with the same hash, versions of one endpoint and of almost all, more versions than are merged, and names that
 * configuration does not know or gives to another application.
 */
class ListsByNameTest {

    private static final int ENDPOINTS = 2_600;

    private static final int OF_A_MICROSECOND = 11;

    private static final OffsetDateTime BEGIN = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static final Condition EVEN = parameters -> "endpoint.partition = " + parameters.add((short) 0);

    private static final Vertx VERTX = Vertx.vertx();

    private static final List<Row> FLEET = new ArrayList<>();

    private static Database database;
    private static EndpointList list;

    private record Row(String id, String application, String appVersion, OffsetDateTime createdAt, boolean even) {}

    @BeforeAll
    static void start() {
        TestStack.Database place = TestStack.newDatabase();
        database = Database.open(
                VERTX,
                DatabaseSettings.of(
                        "postgresql://%s:%d/%s".formatted(place.host(), place.port(), place.name()),
                        place.user(),
                        place.password(),
                        "epr"));
        new Migrations(database, "feed", Feed.class).migrate();
        new Migrations(database, "epr", EndpointRegister.class).migrate();
        list = new EndpointList(database, ListsByNameTest::applications);
        Random random = new Random(7);
        for (int i = 0; i < ENDPOINTS; i++) {
            String[] names = names(i, random);
            FLEET.add(new Row(
                    "e%08x".formatted(random.nextInt()),
                    names[0],
                    names[1],
                    BEGIN.plus(i / OF_A_MICROSECOND, ChronoUnit.MICROS),
                    i % 2 == 0));
        }
        store();
    }

    /** Application and version of an endpoint. */
    private static String[] names(int number, Random random) {
        if (number == ENDPOINTS / 2) {
            return new String[] {"kettle", "kettle-alone"};
        }
        return switch (random.nextInt(40)) {
            case 0 -> new String[] {"kettle", "kettle-v131660"};
            case 1 -> new String[] {"kettle", "kettle-v178968"};
            case 2 -> new String[] {"kettle", "kettle-v72934"};
            case 3 -> new String[] {"kettle", "kettle-v173061"};
            case 4 -> new String[] {"kettle", "kettle-gone"};
            case 5 -> new String[] {"kettle", "kettle-x" + random.nextInt(20)};
            case 6 -> new String[] {"lamp116529", "lamp-v1"};
            case 7 -> new String[] {"lamp65463", "lamp-v1"};
            case 8 -> new String[] {"lamp65463", "kettle-v2"};
            default -> new String[] {"kettle", "kettle-v2"};
        };
    }

    private static Applications applications() {
        List<String> kettles = new ArrayList<>(
                List.of("kettle-v2", "kettle-v131660", "kettle-v178968", "kettle-v72934", "kettle-alone"));
        IntStream.range(0, 20).forEach(number -> kettles.add("kettle-x" + number));
        Map<String, Map<String, ApplicationVersion>> all = new LinkedHashMap<>();
        Map<String, ApplicationVersion> versions = new LinkedHashMap<>();
        kettles.forEach(name -> versions.put(name, ApplicationVersion.open("kettle", name)));
        all.put("kettle", versions);
        all.put("lamp116529", Map.of("lamp-v1", ApplicationVersion.open("lamp116529", "lamp-v1")));
        return new Applications(all);
    }

    private static void store() {
        database.update(
                """
                INSERT INTO endpoint (endpoint_id, partition, application, app_version, app_version_since, metadata,
                  metadata_revision, revision, created_at)
                SELECT id, partition, application, version, at, '{}', 1, 1, at
                FROM unnest($1::text[], $2::int2[], $3::text[], $4::text[], $5::timestamptz[])
                  AS t (id, partition, application, version, at)""",
                FLEET.stream().map(Row::id).toArray(String[]::new),
                FLEET.stream().map(row -> (short) (row.even() ? 0 : 1)).toArray(Short[]::new),
                FLEET.stream().map(Row::application).toArray(String[]::new),
                FLEET.stream().map(Row::appVersion).toArray(String[]::new),
                FLEET.stream().map(Row::createdAt).toArray(OffsetDateTime[]::new));
    }

    @AfterAll
    static void stop() {
        database.close();
        VERTX.close().await();
    }

    /** Which of these hashes PostgreSQL finds equal is what the fleet is made for. */
    @Test
    void namesCollide() {
        for (List<String> pair : List.of(
                List.of("kettle-v131660", "kettle-v178968"),
                List.of("kettle-v72934", "kettle-v173061"),
                List.of("lamp116529", "lamp65463"))) {
            assertThat(database.query("SELECT hashtext($1) = hashtext($2)", pair.toArray())
                            .iterator()
                            .next()
                            .getBoolean(0))
                    .as(pair.toString())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kettle, ''",
        "lamp116529, ''",
        "lamp65463, ''",
        "nobody, ''",
        "'', kettle-v2",
        "'', kettle-v131660",
        "'', kettle-v173061",
        "'', kettle-alone",
        "'', kettle-gone",
        "'', kettle-x19",
        "'', lamp-v1",
        "'', nobody",
        "kettle, kettle-v2",
        "kettle, kettle-v178968",
        "lamp65463, kettle-v2",
        "lamp116529, kettle-v2"
    })
    void pagesFollowEachOtherWhateverTheNames(String application, String appVersion) {
        EndpointQuery.Scope scope = new EndpointQuery.Scope(given(application), given(appVersion), Optional.empty());
        Predicate<Row> wanted = row -> (application.isEmpty() || application.equals(row.application()))
                && (appVersion.isEmpty() || appVersion.equals(row.appVersion()));
        for (EndpointOrder.Key key : EndpointOrder.Key.values()) {
            for (boolean descending : new boolean[] {false, true}) {
                EndpointOrder order = new EndpointOrder(key, descending);
                List<String> all = expected(wanted, order);
                assertThat(walked(scope, List.of(), order)).as(order.toString()).isEqualTo(all);
                assertThat(turned(scope, List.of(), order, all.size()))
                        .as(order.toString())
                        .isEqualTo(all);
                List<String> even = expected(wanted.and(Row::even), order);
                assertThat(walked(scope, List.of(EVEN), order))
                        .as(order.toString())
                        .isEqualTo(even);
                assertThat(turned(scope, List.of(EVEN), order, even.size()))
                        .as(order.toString())
                        .isEqualTo(even);
            }
        }
        assertThat(list.count(scope, List.of(EVEN)))
                .isEqualTo(FLEET.stream().filter(wanted.and(Row::even)).count());
    }

    private static Optional<String> given(String name) {
        return Optional.of(name).filter(text -> !text.isEmpty());
    }

    private static List<String> expected(Predicate<Row> wanted, EndpointOrder order) {
        Comparator<Row> comparator =
                switch (order.key()) {
                    case CREATED -> Comparator.comparing(Row::createdAt).thenComparing(Row::id);
                    case ID -> Comparator.comparing(Row::id);
                };
        return FLEET.stream()
                .filter(wanted)
                .sorted(order.descending() ? comparator.reversed() : comparator)
                .map(Row::id)
                .toList();
    }

    /** By cursor; pages end amid endpoints of the same microsecond. */
    private static List<String> walked(EndpointQuery.Scope scope, List<Condition> conditions, EndpointOrder order) {
        List<String> seen = new ArrayList<>();
        Optional<Cursor> cursor = Optional.empty();
        do {
            EndpointList.Part part =
                    list.find(new EndpointQuery(scope, conditions, order, new Page(0, 137), cursor, true));
            part.endpoints().forEach(endpoint -> seen.add(endpoint.id()));
            cursor = part.next();
        } while (cursor.isPresent());
        return seen;
    }

    /** By offset, up to the page behind the last one. */
    private static List<String> turned(
            EndpointQuery.Scope scope, List<Condition> conditions, EndpointOrder order, int all) {
        List<String> seen = new ArrayList<>();
        for (int offset = 0; offset <= all; offset += 499) {
            list.find(new EndpointQuery(scope, conditions, order, new Page(offset, 499), Optional.empty(), false))
                    .endpoints()
                    .forEach(endpoint -> seen.add(endpoint.id()));
        }
        return seen;
    }
}
