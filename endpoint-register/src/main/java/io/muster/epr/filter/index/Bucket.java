package io.muster.epr.filter.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.epr.filter.evaluation.Document;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Filters by gate. Looking up costs as much as the document has values, however many filters there are. */
final class Bucket {
    private final Set<String> ungated = new HashSet<>();
    private final Map<String, Map<Object, List<String>>> byKey = new HashMap<>();
    private final Map<Object, List<String>> byVersion = new HashMap<>();

    void add(String filterId, Optional<Gate> gate) {
        gate.ifPresentOrElse(
                condition -> {
                    Map<Object, List<String>> filters =
                            switch (condition.subject()) {
                                case Trigger.Key key -> byKey.computeIfAbsent(key.name(), name -> new HashMap<>());
                                case Trigger.Version version -> byVersion;
                                case Trigger.AnyKey any ->
                                    throw new IllegalArgumentException("a gate is on a key or the version");
                                case Trigger.Presence presence ->
                                    throw new IllegalArgumentException("a gate is on a key or the version");
                            };
                    condition.values().forEach(value -> filters.computeIfAbsent(value, v -> new ArrayList<>())
                            .add(filterId));
                },
                () -> ungated.add(filterId));
    }

    /** Adds the filters without gate and those whose gate is open for the document. */
    void collect(Document document, Set<String> result) {
        result.addAll(ungated);
        result.addAll(byVersion.getOrDefault(document.appVersion(), List.of()));
        if (byKey.size() < document.metadata().size()) {
            byKey.forEach((key, filters) -> open(filters, document.metadata().path(key), result));
        } else {
            for (Map.Entry<String, JsonNode> entry : document.metadata().properties()) {
                open(byKey.getOrDefault(entry.getKey(), Map.of()), entry.getValue(), result);
            }
        }
    }

    private static void open(Map<Object, List<String>> filters, JsonNode value, Set<String> result) {
        if (!filters.isEmpty() && !value.isMissingNode()) {
            Gate.keysOf(value, scalar -> result.addAll(filters.getOrDefault(scalar, List.of())));
        }
    }
}
