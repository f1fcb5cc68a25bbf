package io.muster.epmx.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps metadata of registered endpoints in memory; refuses what it is told to refuse. */
public final class InMemoryRepository implements MetadataRepository {

    private final Map<String, Metadata> stored = new HashMap<>();
    private Optional<Refusal> refusal = Optional.empty();
    private Runnable beforeReplace = () -> {};

    /** Registers an endpoint with this metadata. */
    public synchronized InMemoryRepository with(String endpoint, String json) {
        stored.put(endpoint, new Metadata((ObjectNode) Json.parse(json, 10), "\"0\""));
        return this;
    }

    /** From now on refuses everything with {@code given}. */
    public synchronized void refuse(Refusal given) {
        refusal = Optional.of(given);
    }

    /** Runs once, between the read and the write of a full update: somebody else's change. */
    public synchronized void beforeNextReplace(Runnable change) {
        beforeReplace = change;
    }

    /** What is stored now, as JSON text. */
    public synchronized String json(String endpoint) {
        return Json.text(read(EndpointId.of(endpoint)).values());
    }

    @Override
    public synchronized Metadata read(EndpointId endpoint) {
        refusal.ifPresent(given -> {
            throw new Refused(given);
        });
        Metadata metadata = stored.get(endpoint.value());
        if (metadata == null) {
            throw new Refused(Refusal.notFound("Endpoint [" + endpoint + "] is not found"));
        }
        return new Metadata(metadata.values().deepCopy(), metadata.tag());
    }

    @Override
    public synchronized Set<String> keys(EndpointId endpoint) {
        Set<String> keys = new LinkedHashSet<>();
        read(endpoint).values().fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Override
    public synchronized void update(EndpointId endpoint, ObjectNode values) {
        store(endpoint, read(endpoint).values().setAll(values));
    }

    @Override
    public synchronized void delete(EndpointId endpoint, Set<MetadataKey> keys) {
        store(
                endpoint,
                read(endpoint)
                        .values()
                        .remove(keys.stream().map(MetadataKey::value).toList()));
    }

    @Override
    public boolean replace(EndpointId endpoint, Metadata seen, ObjectNode values) {
        Runnable change;
        synchronized (this) {
            change = beforeReplace;
            beforeReplace = () -> {};
        }
        change.run();
        synchronized (this) {
            if (!read(endpoint).tag().equals(seen.tag())) {
                return false;
            }
            store(endpoint, values);
            return true;
        }
    }

    private void store(EndpointId endpoint, ObjectNode values) {
        Metadata before = read(endpoint);
        if (before.values().equals(values)) {
            return;
        }
        int version = Integer.parseInt(before.tag().replace("\"", "")) + 1;
        stored.put(endpoint.value(), new Metadata(values.deepCopy(), '"' + Integer.toString(version) + '"'));
    }
}
