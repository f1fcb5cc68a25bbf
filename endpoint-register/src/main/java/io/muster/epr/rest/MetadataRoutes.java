package io.muster.epr.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.Decision;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.metadata.MetadataChange;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.muster.platform.http.Request;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Metadata of single endpoints. */
final class MetadataRoutes {

    private static final String METADATA = "/endpoints/:endpointId/metadata";
    private static final String KEY = METADATA + "/:metadataKey";
    private static final String READ = "endpoint:read";
    private static final String UPDATE = "endpoint:update";
    private static final Set<String> INCLUDE = Set.of("include");
    private static final Set<String> PATCH_TYPES = Set.of("", "application/json-patch+json", "application/json");

    private final EndpointStore store;
    private final EndpointWriter writer;
    private final MetadataRules rules;

    MetadataRoutes(EndpointStore store, EndpointWriter writer, MetadataRules rules) {
        this.store = store;
        this.writer = writer;
        this.rules = rules;
    }

    List<Operation> operations() {
        return List.of(
                new Operation(HttpMethod.GET, METADATA, "getMetadata", READ, this::get),
                new Operation(HttpMethod.PUT, METADATA, "replaceMetadata", UPDATE, this::replace),
                new Operation(HttpMethod.PATCH, METADATA, "patchMetadata", UPDATE, this::patch),
                new Operation(HttpMethod.GET, KEY, "getMetadataKey", READ, this::getKey),
                new Operation(HttpMethod.PUT, KEY, "setMetadataKey", UPDATE, this::setKey),
                new Operation(HttpMethod.DELETE, KEY, "removeMetadataKey", UPDATE, this::removeKey),
                new Operation(
                        HttpMethod.GET, "/endpoints/:endpointId/metadata-keys", "listMetadataKeys", READ, this::keys));
    }

    private Reply get(Request request) {
        Typing.check(request, INCLUDE);
        Endpoint endpoint = store.get(Paths.endpointId(request));
        List<String> include = request.parameters("include");
        ObjectNode shown = include.isEmpty()
                ? endpoint.metadata()
                : endpoint.metadata().deepCopy().retain(include);
        return Reply.ok(shown).etag(endpoint.metadataTag());
    }

    private Reply replace(Request request) {
        return change(request, new MetadataChange.Replace(request.object()));
    }

    private Reply patch(Request request) {
        if (!PATCH_TYPES.contains(request.mediaType())) {
            throw new Refused(new Refusal(
                    Kind.UNSUPPORTED_MEDIA,
                    "Content-Type \"%s\" is not understood; send application/json-patch+json"
                            .formatted(request.mediaType())));
        }
        if (request.json() instanceof ArrayNode operations) {
            return change(request, new MetadataChange.Patch(operations));
        }
        throw new Refused(Refusal.malformed("The body must be a JSON array of patch operations (RFC 6902)"));
    }

    private Reply getKey(Request request) {
        Endpoint endpoint = store.get(Paths.endpointId(request));
        String key = Paths.metadataKey(request);
        JsonNode value = Optional.ofNullable(endpoint.metadata().get(key))
                .orElseThrow(() -> new Refused(Refusal.notFound("Metadata key [" + key + "] is not found")));
        return Reply.ok(value).etag(endpoint.metadataTag());
    }

    private Reply setKey(Request request) {
        String key = Paths.metadataKey(request);
        rules.checkKey(key);
        return change(request, MetadataChange.set(key, request.json()));
    }

    private Reply removeKey(Request request) {
        return change(request, new MetadataChange.RemoveKey(Paths.metadataKey(request)));
    }

    private Reply change(Request request, MetadataChange change) {
        Decision decision =
                writer.execute(new Command.ChangeMetadata(Paths.endpointId(request), change, request.ifMatch()));
        return Reply.noContent().etag(EndpointRoutes.after(decision).metadataTag());
    }

    private Reply keys(Request request) {
        Endpoint endpoint = store.get(Paths.endpointId(request));
        ArrayNode keys = JsonNodeFactory.instance.arrayNode();
        endpoint.metadata().properties().stream()
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(keys::add);
        return Reply.ok(keys).etag(endpoint.metadataTag());
    }
}
