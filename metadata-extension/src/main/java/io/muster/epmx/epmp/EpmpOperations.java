package io.muster.epmx.epmp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import io.muster.epmx.repository.Metadata;
import io.muster.epmx.repository.MetadataRepository;
import io.muster.epmx.whitelist.WhiteList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries out the operations of 10/EPMP under a white list. One forbidden key refuses the whole request before anything
 * is stored.
 */
final class EpmpOperations {

    private static final byte[] NOTHING = new byte[0];
    private static final int ATTEMPTS = 20;
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final MetadataRepository repository;

    EpmpOperations(MetadataRepository repository) {
        this.repository = repository;
    }

    /**
     * Carries out {@code request}.
     *
     * @return payload of the success answer
     * @throws Refused by the white list, or as the repository refuses, in words for devices
     */
    byte[] perform(EndpointId endpoint, EpmpRequest request, WhiteList list) {
        check(request, list);
        try {
            return carryOut(endpoint, request, list);
        } catch (Refused refused) {
            throw new Refused(DeviceRefusal.of(refused.refusal()));
        }
    }

    private static void check(EpmpRequest request, WhiteList list) {
        switch (request) {
            case EpmpRequest.ListKeys all -> {}
            case EpmpRequest.GetValues wanted ->
                list.requireReadable(names(wanted.keys().orElse(Set.of())));
            case EpmpRequest.ReplaceAll all -> list.requireWritable(names(all.values()));
            case EpmpRequest.UpdateSome some -> list.requireWritable(names(some.values()));
            case EpmpRequest.DeleteKeys some -> list.requireWritable(names(some.keys()));
        }
    }

    private byte[] carryOut(EndpointId endpoint, EpmpRequest request, WhiteList list) {
        return switch (request) {
            case EpmpRequest.ListKeys all -> listKeys(endpoint, list);
            case EpmpRequest.GetValues wanted -> Json.bytes(values(endpoint, wanted.keys(), list));
            case EpmpRequest.ReplaceAll all -> replace(endpoint, all.values(), list);
            case EpmpRequest.UpdateSome some -> {
                repository.update(endpoint, some.values());
                yield NOTHING;
            }
            case EpmpRequest.DeleteKeys some -> {
                repository.delete(endpoint, some.keys());
                yield NOTHING;
            }
        };
    }

    private byte[] listKeys(EndpointId endpoint, WhiteList list) {
        ArrayNode keys = Json.mapper().createArrayNode();
        repository.keys(endpoint).stream().filter(list::readable).sorted().forEach(keys::add);
        return Json.bytes(keys);
    }

    private ObjectNode values(EndpointId endpoint, Optional<Set<MetadataKey>> wanted, WhiteList list) {
        ObjectNode all = repository.read(endpoint).values();
        return wanted.map(keys -> all.deepCopy().retain(names(keys))).orElseGet(() -> list.visible(all));
    }

    /**
     * Replaces what the device may write. Hidden and read-only keys stay as they are at the moment of writing: the new
     * state is built on what was read and stored only if nobody else wrote meanwhile, else built anew.
     */
    private byte[] replace(EndpointId endpoint, ObjectNode values, WhiteList list) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Metadata seen = repository.read(endpoint);
            ObjectNode next = list.protectedPart(seen.values());
            next.setAll(values);
            if (repository.replace(endpoint, seen, next)) {
                return NOTHING;
            }
            // Writers that met each other should not meet again at once.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1, PAUSE.toNanos() * (attempt + 1)));
        }
        throw new Refused(
                Refusal.unavailable("The metadata is being changed by others all the time; try again", RETRY_AFTER));
    }

    private static List<String> names(Set<MetadataKey> keys) {
        return keys.stream().map(MetadataKey::value).toList();
    }

    private static List<String> names(ObjectNode values) {
        return values.properties().stream().map(Map.Entry::getKey).toList();
    }
}
