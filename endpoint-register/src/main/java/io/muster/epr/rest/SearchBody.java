package io.muster.epr.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.epr.endpoint.Cursor;
import io.muster.epr.endpoint.EndpointOrder;
import io.muster.platform.http.Page;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a search asks for: the query parameters of a list as members, and more. */
record SearchBody(Body body) {

    static final Set<String> MEMBERS = Stream.concat(
                    ListRoutes.PARAMETERS.stream(), Stream.of("query", "mongoQuery", "metadataKeys", "countOnly"))
            .collect(Collectors.toUnmodifiableSet());
    private static final Pattern SORT = Pattern.compile("(endpointId|createdDate)(,(ASC|DESC|asc|desc))?");

    static SearchBody of(Body body) {
        return new SearchBody(body.allowing(MEMBERS));
    }

    /** A member that holds a string, strings separated by commas, or an array of strings. */
    List<String> texts(String member) {
        JsonNode value = body.object().path(member);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        Set<String> texts = new LinkedHashSet<>();
        if (value.isTextual()) {
            for (String part : value.textValue().split(",", -1)) {
                texts.add(part.strip());
            }
        } else if (value.isArray()) {
            for (JsonNode element : value) {
                if (!element.isTextual()) {
                    throw wrong(member, "a string or an array of strings");
                }
                texts.add(element.textValue());
            }
        } else {
            throw wrong(member, "a string or an array of strings");
        }
        texts.remove("");
        return new ArrayList<>(texts);
    }

    /**
     * The endpoints that the search is restricted to; empty when it is not.
     *
     * @throws Refused 400 for a list without any: a search for nothing must not find everything
     */
    List<String> endpointIds() {
        List<String> ids = texts("endpointId");
        JsonNode given = body.object().path("endpointId");
        if (ids.isEmpty() && !given.isMissingNode() && !given.isNull()) {
            throw wrong("endpointId", "one endpoint ID or more; left out, it does not restrict");
        }
        return ids;
    }

    EndpointOrder order() {
        Optional<String> sort = body.text("sort");
        if (sort.isPresent() && !SORT.matcher(sort.get()).matches()) {
            throw wrong("sort", "\"endpointId\" or \"createdDate\", optionally with \",ASC\" or \",DESC\"");
        }
        return sort.map(EndpointOrder::parse).orElse(EndpointOrder.DEFAULT);
    }

    Page page() {
        return new Page(
                number("offset", 0, 0, Long.MAX_VALUE), (int) number("limit", Page.DEFAULT_LIMIT, 1, Page.MAX_LIMIT));
    }

    private long number(String member, long otherwise, long least, long most) {
        JsonNode value = body.object().path(member);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            String range = most == Long.MAX_VALUE ? least + " or greater" : "between " + least + " and " + most;
            throw wrong(member, "an integer " + range);
        }
        return value.longValue();
    }

    Optional<Cursor> cursor() {
        return body.text("cursor").filter(text -> !text.isEmpty()).map(Cursor::parse);
    }

    boolean countOnly() {
        JsonNode value = body.object().path("countOnly");
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw wrong("countOnly", "true or false");
        }
        return value.asBoolean(false);
    }

    private Refused wrong(String member, String allowed) {
        return new Refused(Refusal.malformed("Member \"%s%s\" must be %s".formatted(body.path(), member, allowed)));
    }
}
