package io.muster.epr.endpoint;

import java.util.Locale;

/**
 * Order of a list; total, so that pages never overlap.
 *
 * @param key what comes first
 * @param descending whether it is turned round
 */
public record EndpointOrder(Key key, boolean descending) {

    /** By registration time, oldest first. */
    public static final EndpointOrder DEFAULT = new EndpointOrder(Key.CREATED, false);

    /** What a list can be ordered by. */
    public enum Key {
        /** Registration time, then ID. */
        CREATED,
        /** ID. */
        ID
    }

    /** Reads {@code endpointId} or {@code createdDate}, optionally with {@code ,ASC} or {@code ,DESC}; the default order else. */
    public static EndpointOrder parse(String sort) {
        String[] parts = sort.split(",", 2);
        boolean descending =
                parts.length > 1 && parts[1].strip().toUpperCase(Locale.ROOT).equals("DESC");
        return switch (parts[0].strip()) {
            case "endpointId" -> new EndpointOrder(Key.ID, descending);
            case "createdDate" -> new EndpointOrder(Key.CREATED, descending);
            default -> DEFAULT;
        };
    }

    /** @param table where {@code created_at} and {@code endpoint_id} are taken from */
    String orderBy(String table) {
        String direction = descending ? " DESC" : "";
        String id = table + ".endpoint_id" + direction;
        return switch (key) {
            case CREATED -> table + ".created_at" + direction + ", " + id;
            case ID -> id;
        };
    }

    /** What comes after the cursor; the table as for {@link #orderBy}. */
    Condition behind(String table, Cursor cursor) {
        String operator = descending ? " < " : " > ";
        return switch (key) {
            case CREATED ->
                parameters -> "(" + table + ".created_at, " + table + ".endpoint_id)" + operator + "("
                        + parameters.add(Micros.parameter(cursor.createdAt())) + ", "
                        + parameters.add(cursor.endpointId()) + ")";
            case ID -> parameters -> table + ".endpoint_id" + operator + parameters.add(cursor.endpointId());
        };
    }
}
