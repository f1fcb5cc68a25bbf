package io.muster.epr.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From rows of the table to endpoints. */
final class EndpointRows {

    /** What {@link #read} needs. Metadata travels as text, so that numbers stay exact. */
    static final String COLUMNS = columns("endpoint");

    private EndpointRows() {}

    /** The same of rows that have another name in the statement. */
    static String columns(String table) {
        return Stream.of(
                        "endpoint_id",
                        "application",
                        "app_version",
                        "app_version_since",
                        "app_version_reported_at",
                        "metadata::text",
                        "metadata_revision",
                        "metadata_updated_at",
                        "revision",
                        "created_at")
                .map(column -> table + "." + column)
                .collect(Collectors.joining(", "));
    }

    static Endpoint read(Row row) {
        return new Endpoint(
                row.getString(0),
                row.getString(1),
                row.getString(2),
                time(row.getOffsetDateTime(3)).orElseThrow(),
                time(row.getOffsetDateTime(4)),
                metadata(row.getString(5)),
                row.getLong(6),
                time(row.getOffsetDateTime(7)),
                row.getLong(8),
                time(row.getOffsetDateTime(9)).orElseThrow());
    }

    static ObjectNode metadata(String text) {
        return (ObjectNode) Json.stored(text);
    }

    private static Optional<Instant> time(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }
}
