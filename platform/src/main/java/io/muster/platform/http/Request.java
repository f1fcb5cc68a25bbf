package io.muster.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One HTTP request as an {@link Operation.Action} sees it. */
public final class Request {

    private final RoutingContext context;
    private final byte[] body;
    private final String mount;
    private final Caller caller;
    private @Nullable JsonNode parsed;

    Request(RoutingContext context, byte[] body, String mount, Caller caller) {
        this.context = context;
        this.body = body;
        this.mount = mount;
        this.caller = caller;
    }

    /** This request, sent by {@code known}. */
    Request by(Caller known) {
        Request same = new Request(context, body, mount, known);
        same.parsed = parsed;
        return same;
    }

    /** Who is asking. */
    public Caller caller() {
        return caller;
    }

    /** A path parameter, percent-decoded. */
    public String path(String name) {
        return context.pathParam(name);
    }

    /** The only value of a query parameter; 400 when it is given several times with different values. */
    public Optional<String> parameter(String name) {
        List<String> values = context.queryParam(name).stream().distinct().toList();
        if (values.size() > 1) {
            throw new Refused(
                    Refusal.malformed("Query parameter \"%s\" is given %d times with different values; give it once"
                            .formatted(name, values.size())));
        }
        return values.stream().findFirst();
    }

    /** All values of a query parameter, repeated or separated by commas; blanks left out. */
    public List<String> parameters(String name) {
        return context.queryParam(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    /** Names of all query parameters. */
    public List<String> parameterNames() {
        return List.copyOf(context.queryParams().names());
    }

    /** A header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    /** The {@code If-Match} header; one that is given several times means all of its tags (RFC 9110, section 5.3). */
    public Optional<EntityTags> ifMatch() {
        List<String> given = context.request().headers().getAll("If-Match");
        return given.isEmpty() ? Optional.empty() : Optional.of(EntityTags.parse(String.join(",", given)));
    }

    /** Bytes of the body; empty when there is none. */
    public byte[] body() {
        return body;
    }

    /** Media type of the body in lower case, without parameters; empty when not given. */
    public String mediaType() {
        return header("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /**
     * The body as a JSON value, the same object each time; 400 with the position of the mistake when it is not JSON. For
     * one thread at a time.
     */
    public JsonNode json() {
        JsonNode known = parsed;
        if (known != null) {
            return known;
        }
        if (body.length == 0) {
            throw new Refused(Refusal.malformed("The request has no body; send a JSON value"));
        }
        JsonNode read = Json.parse(body, Json.MAX_DEPTH);
        parsed = read;
        return read;
    }

    /** The body as a JSON object; 400 otherwise. */
    public ObjectNode object() {
        JsonNode value = json();
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw new Refused(Refusal.malformed("The body must be a JSON object, but is "
                + value.getNodeType().name().toLowerCase(Locale.ROOT)));
    }

    /**
     * Absolute URL of a resource of this API as the caller can reach it: behind a proxy by the {@code Forwarded} or
     * {@code X-Forwarded-*} headers.
     *
     * @param path path below the base of the API, with a leading slash
     */
    public String location(String path) {
        return PublicUrl.of(context.request()) + mount + path;
    }
}
