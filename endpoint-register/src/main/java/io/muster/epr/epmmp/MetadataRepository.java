package io.muster.epr.epmmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.metadata.MetadataChange;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.http.EntityTags;
import io.muster.platform.trace.Correlation;
import io.muster.platform.work.Waiting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What other services may do with metadata, whichever message asks for it. Everything is refused by {@link Refused}. */
final class MetadataRepository {

    private final EndpointStore store;
    private final EndpointWriter writer;
    private final MetadataRules rules;
    private final RestrictedKeys restricted;

    MetadataRepository(EndpointStore store, EndpointWriter writer, MetadataRules rules, Set<String> restrictedKeys) {
        this.store = store;
        this.writer = writer;
        this.rules = rules;
        this.restricted = new RestrictedKeys(restrictedKeys);
    }

    Endpoint endpoint(String endpointId) {
        return store.get(endpointId);
    }

    /** The metadata, or only the keys of {@code include}; keys that do not exist are left out. */
    ObjectNode metadata(Endpoint endpoint, List<String> include) {
        restricted.check(include);
        ObjectNode visible = restricted.visible(endpoint.metadata());
        return include.isEmpty() ? visible : visible.deepCopy().retain(include);
    }

    List<String> keys(String endpointId) {
        return restricted.visible(endpoint(endpointId).metadata()).properties().stream()
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    Map<String, List<String>> versions(List<String> endpointIds) {
        return store.versionsOf(endpointIds);
    }

    void patch(String endpointId, byte[] patch, Optional<String> ifMatch) {
        if (!(Json.parse(patch, Json.MAX_DEPTH) instanceof ArrayNode operations)) {
            throw new Refused(Refusal.malformed("The patch must be a JSON array of operations (RFC 6902)"));
        }
        restricted.checkPatch(operations);
        execute(endpointId, new MetadataChange.Patch(operations), ifMatch.map(EntityTags::parse));
    }

    /**
     * One value to set.
     *
     * @param value JSON text in UTF-8
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through once, never compared
    record KeyUpdate(String endpointId, String key, byte[] value) {}

    /**
     * Sets values on any number of endpoints. Nothing is stored when one of them is malformed or restricted; beyond that
     * endpoints succeed or fail by themselves, and the first failure is reported.
     */
    void update(List<KeyUpdate> updates) {
        Map<String, ObjectNode> byEndpoint = new LinkedHashMap<>();
        for (KeyUpdate update : updates) {
            rules.checkKey(update.key());
            JsonNode value = Json.parse(update.value(), Json.MAX_DEPTH);
            byEndpoint
                    .computeIfAbsent(update.endpointId(), id -> JsonNodeFactory.instance.objectNode())
                    .set(update.key(), value);
        }
        restricted.check(updates.stream().map(KeyUpdate::key).toList());
        String correlationId = Correlation.current();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> results = byEndpoint.entrySet().stream()
                    .<Future<?>>map(entry -> workers.submit(() -> Correlation.run(
                            correlationId,
                            () -> execute(
                                    entry.getKey(), new MetadataChange.SetKeys(entry.getValue()), Optional.empty()))))
                    .toList();
            results.forEach(MetadataRepository::await);
        }
    }

    private static void await(Future<?> result) {
        try {
            result.get();
        } catch (ExecutionException failure) {
            throw Waiting.unchecked(failure.getCause() == null ? failure : failure.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while metadata was being stored", e);
        }
    }

    private void execute(String endpointId, MetadataChange change, Optional<EntityTags> ifMatch) {
        writer.execute(new Command.ChangeMetadata(endpointId, change, ifMatch));
    }
}
