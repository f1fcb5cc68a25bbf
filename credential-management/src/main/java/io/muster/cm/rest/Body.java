package io.muster.cm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cm.credential.Validity;
import io.muster.contract.error.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request body: a JSON object with known members. Values are never repeated in refusals, since they may be secret. */
final class Body {

    private static final String NOT_BEFORE = "notBefore";
    private static final String NOT_AFTER = "notAfter";
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final ObjectNode object;

    private Body(ObjectNode object) {
        this.object = object;
    }

    /**
     * Checks that there are no other members than {@code known}.
     *
     * @throws io.muster.contract.error.Refused 400 naming an unknown member and the known ones
     */
    static Body of(ObjectNode object, String... known) {
        List<String> allowed = List.of(known);
        List<String> unknown = new ArrayList<>();
        object.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                unknown.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            throw Refusal.malformed("Unknown member \"%s\"; allowed: %s"
                            .formatted(shortened(unknown.getFirst()), String.join(", ", allowed)))
                    .refused();
        }
        return new Body(object);
    }

    private static String shortened(String name) {
        return name.length() > 64 ? name.substring(0, 64) + "…" : name;
    }

    /** A text; absent and {@code null} mean the same. */
    Optional<String> text(String member) {
        JsonNode value = object.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Refusal.malformed("\"%s\" must be a string".formatted(member)).refused();
        }
        return Optional.of(value.asText());
    }

    String requiredText(String member) {
        return text(member)
                .orElseThrow(() -> Refusal.malformed("\"%s\" is missing; it must be a string".formatted(member))
                        .refused());
    }

    /** A moment, exact to the millisecond, within the years that JSON and the database can both write down. */
    Optional<Instant> time(String member) {
        return text(member).map(text -> {
            Instant time = parsed(member, text);
            if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
                throw Refusal.malformed("\"%s\" must be between %s and %s".formatted(member, EARLIEST, LATEST))
                        .refused();
            }
            return time;
        });
    }

    private static Instant parsed(String member, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException notATime) {
            throw Refusal.malformed("\"%s\" must be a date and time with offset such as \"2026-11-20T10:15:31.456Z\""
                            .formatted(member))
                    .refused();
        }
    }

    Validity validity() {
        return new Validity(time(NOT_BEFORE), time(NOT_AFTER));
    }

    /** A member of any type; empty when absent or {@code null}. */
    Optional<JsonNode> any(String member) {
        return Optional.of(object.path(member)).filter(value -> !value.isMissingNode() && !value.isNull());
    }
}
