package io.muster.epr.endpoint;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/**
 * A place in a list behind which the next page starts. It stays valid while endpoints come and go.
 *
 * @param order order of the list
 * @param createdAt registration time of the last endpoint seen
 * @param endpointId its ID
 * @param total matches counted for the first page, so that walking on need not count again
 */
public record Cursor(EndpointOrder order, Instant createdAt, String endpointId, long total) {

    private static final int PARTS = 5;

    /** The opaque text for the caller. */
    public String text() {
        String plain = String.join(
                "/",
                order.key().name().toLowerCase(Locale.ROOT),
                order.descending() ? "d" : "a",
                Long.toString(Micros.of(createdAt)),
                Long.toString(total),
                endpointId);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws Refused when it is something else
     */
    public static Cursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("/", PARTS);
            EndpointOrder order = new EndpointOrder(
                    EndpointOrder.Key.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts[1].equals("d"));
            if (parts[4].indexOf('\0') >= 0) {
                throw new IllegalArgumentException("No endpoint ID");
            }
            return new Cursor(order, Micros.at(Long.parseLong(parts[2])), parts[4], Long.parseLong(parts[3]));
        } catch (IllegalArgumentException | ArithmeticException | ArrayIndexOutOfBoundsException foreign) {
            throw new Refused(
                    Refusal.malformed("Query parameter \"cursor\" must be the \"nextCursor\" of an earlier answer"));
        }
    }
}
