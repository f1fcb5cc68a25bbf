package io.muster.benchmark.program;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cm.secret.HashKey;
import io.muster.contract.json.Json;
import io.muster.platform.feed.Partitions;
import io.muster.platform.postgres.Database;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Made-up endpoints of 20 keys with skewed values, and their tokens, written straight into the tables. The same seed
 * makes the same fleet.
 *
 * @param name tells fleets apart; the first part of the endpoint IDs
 * @param first the endpoint whose number is 0
 */
public record Fleet(String name, int size, long seed, int first) {

    /** The application whose versions the endpoints run. */
    public static final String APPLICATION = "demo_application";

    /** The version that the endpoints run. */
    public static final String VERSION = "demo_application_v1";

    private static final int BATCH = 5_000;
    private static final OffsetDateTime BEGIN = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final List<String> CITIES = List.of("Lviv", "Kyiv", "Odesa", "Warsaw", "Vienna", "Lisbon");
    private static final List<String> KINDS = List.of("thermostat", "meter", "kettle", "gateway");

    private static final String INSERT_ENDPOINTS = """
            WITH fresh AS (
              INSERT INTO endpoint (endpoint_id, partition, application, app_version, app_version_since, metadata,
                metadata_revision, revision, created_at)
              SELECT id, partition, $5, $6, at, metadata::jsonb, 1, 1, at
              FROM unnest($1::text[], $2::smallint[], $3::text[], $4::timestamptz[]) AS t (id, partition, metadata, at)
              ON CONFLICT DO NOTHING RETURNING application, app_version, partition, metadata)
            INSERT INTO endpoint_tally AS t (application, app_version, metadata_key, partition, n)
            SELECT application, app_version, metadata_key, partition, count(*) FROM fresh,
              LATERAL (SELECT '' UNION ALL SELECT jsonb_object_keys(metadata)) AS used (metadata_key)
            GROUP BY application, app_version, metadata_key, partition
            ON CONFLICT (application, app_version, metadata_key, partition) DO UPDATE SET n = t.n + excluded.n""";

    private static final String INSERT_TOKENS = """
            INSERT INTO endpoint_token (token_id, endpoint_id, application, token_hash, partition, status, last_used_at)
            SELECT id, endpoint, $5, hash, partition, 'Active', clock_timestamp()
            FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::smallint[]) AS t (id, endpoint, hash, partition)
            ON CONFLICT DO NOTHING""";

    /** All endpoints of that name. */
    public Fleet(String name, int size, long seed) {
        this(name, size, seed, 0);
    }

    /** The same fleet, counted from another endpoint on. */
    public Fleet from(int number) {
        return new Fleet(name, size, seed, number);
    }

    /** The ID of one of its endpoints; the number may be any. */
    public String endpointId(long number) {
        String digits = Long.toString(Math.floorMod(number + first, (long) size));
        return name + "-0000000".substring(0, 8 - digits.length()) + digits;
    }

    /** The token of that endpoint. */
    public String token(long number) {
        return endpointId(number) + "-token";
    }

    /** The metadata of that endpoint: 20 keys, about 300 bytes. */
    public ObjectNode metadata(int number) {
        Random random = new Random(seed * 1_000_003 + number);
        ObjectNode metadata = Json.mapper().createObjectNode();
        metadata.put("serial", "S" + number)
                .put("city", skewed(CITIES, random))
                .put("kind", skewed(KINDS, random))
                .put("fw", "1." + (int) Math.abs(random.nextGaussian() * 3))
                .put("floor", random.nextInt(12))
                .put("battery", random.nextInt(101))
                .put("temp", random.nextInt(150, 350) / 10.0)
                .put("active", random.nextInt(10) > 0)
                .put("group", random.nextInt(Math.max(1, size / 100)));
        metadata.putObject("loc").put("lat", random.nextInt(90)).put("lon", random.nextInt(180));
        for (int more = 0; more < 10; more++) {
            metadata.put("k" + more, random.nextInt(1_000));
        }
        return metadata;
    }

    /** The body that registers a new endpoint of the same shape. */
    public byte[] registration(int number) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("appVersion").put("name", VERSION);
        body.set("metadata", metadata(number));
        return Json.bytes(body);
    }

    /** Writes the endpoints; those that are there already stay. */
    public Fleet register(Database register) {
        inBatches((from, to) -> register.update(
                INSERT_ENDPOINTS,
                strings(from, to, this::endpointId),
                partitions(from, to),
                strings(from, to, number -> Json.text(metadata(number))),
                IntStream.range(from, to).mapToObj(BEGIN::plusSeconds).toArray(OffsetDateTime[]::new),
                APPLICATION,
                VERSION));
        register.query("ANALYZE endpoint");
        return this;
    }

    /** Writes an active token for each endpoint. */
    public Fleet provision(Database credentials, HashKey key) {
        return provision(credentials, key, 0, size);
    }

    /** Writes an active token for the endpoints from one number to another. */
    public Fleet provision(Database credentials, HashKey key, int first, int end) {
        for (int from = first; from < end; from += BATCH) {
            int to = Math.min(end, from + BATCH);
            credentials.update(
                    INSERT_TOKENS,
                    IntStream.range(from, to).mapToObj(this::tokenId).toArray(UUID[]::new),
                    strings(from, to, this::endpointId),
                    IntStream.range(from, to)
                            .mapToObj(number ->
                                    key.ofToken(APPLICATION, token(number)).bytes())
                            .toArray(Buffer[]::new),
                    partitions(from, to),
                    APPLICATION);
        }
        credentials.query("ANALYZE endpoint_token");
        return this;
    }

    /** The ID of the token of that endpoint. */
    public UUID tokenId(long number) {
        return UUID.nameUUIDFromBytes((seed + token(number)).getBytes(StandardCharsets.UTF_8));
    }

    private interface Range {
        void write(int from, int to);
    }

    private void inBatches(Range range) {
        for (int from = 0; from < size; from += BATCH) {
            range.write(from, Math.min(size, from + BATCH));
        }
    }

    private static String[] strings(int from, int to, IntFunction<String> text) {
        return IntStream.range(from, to).mapToObj(text).toArray(String[]::new);
    }

    private Short[] partitions(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> Partitions.of(endpointId(number)))
                .toArray(Short[]::new);
    }

    /** The first one half of the time, the second a quarter, and so on. */
    private static String skewed(List<String> choices, Random random) {
        int chosen = 0;
        while (chosen < choices.size() - 1 && random.nextBoolean()) {
            chosen++;
        }
        return choices.get(chosen);
    }
}
