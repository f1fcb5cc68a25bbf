package io.muster.epmx.whitelist;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which metadata keys devices see, and which of them they may change.
 *
 * @param keys key to whether it may be written; empty for no list, when every key is readable and writable
 */
public record WhiteList(Optional<Map<String, Boolean>> keys) {

    private static final WhiteList OPEN = new WhiteList(Optional.empty());
    private static final int NAMED = 20;

    public WhiteList {
        keys = keys.map(Map::copyOf);
    }

    /** No list: every key is readable and writable. */
    public static WhiteList open() {
        return OPEN;
    }

    /** Only these keys, each with whether it may be written; no key at all for an empty map. */
    public static WhiteList of(Map<String, Boolean> keys) {
        return new WhiteList(Optional.of(keys));
    }

    /** Whether devices may see this key. */
    public boolean readable(String key) {
        return keys.map(listed -> listed.containsKey(key)).orElse(true);
    }

    /** Whether devices may create, change or delete this key. */
    public boolean writable(String key) {
        return keys.map(listed -> listed.getOrDefault(key, false)).orElse(true);
    }

    /**
     * Makes sure that all keys may be read.
     *
     * @throws Refused 403 that names those which may not
     */
    public void requireReadable(Collection<String> wanted) {
        refuseUnless(wanted, this::readable);
    }

    /**
     * Makes sure that all keys may be written.
     *
     * @throws Refused 403 that names those which may not
     */
    public void requireWritable(Collection<String> wanted) {
        refuseUnless(wanted, this::writable);
    }

    /** Drops from {@code metadata} what devices may not see. */
    public ObjectNode visible(ObjectNode metadata) {
        return keys.isEmpty()
                ? metadata
                : metadata.deepCopy()
                        .retain(names(metadata).stream().filter(this::readable).toList());
    }

    /** What of {@code metadata} devices can neither change nor remove: hidden and read-only keys. */
    public ObjectNode protectedPart(ObjectNode metadata) {
        return metadata.deepCopy()
                .retain(names(metadata).stream().filter(key -> !writable(key)).toList());
    }

    private static List<String> names(ObjectNode metadata) {
        return metadata.properties().stream().map(Map.Entry::getKey).toList();
    }

    private void refuseUnless(Collection<String> wanted, Predicate<String> allowed) {
        List<String> readOnly = wanted.stream()
                .filter(key -> !allowed.test(key) && readable(key))
                .toList();
        List<String> hidden = wanted.stream().filter(key -> !readable(key)).toList();
        if (!hidden.isEmpty()) {
            String also = readOnly.isEmpty() ? "" : "; metadata keys " + listed(readOnly) + " are read-only";
            throw new Refused(Refusal.forbidden("Access to metadata keys " + listed(hidden) + " is forbidden" + also));
        }
        if (!readOnly.isEmpty()) {
            throw new Refused(Refusal.forbidden("Metadata keys " + listed(readOnly) + " are read-only"));
        }
    }

    private static String listed(List<String> keys) {
        String more = keys.size() > NAMED ? " and " + (keys.size() - NAMED) + " more" : "";
        return keys.stream().limit(NAMED).collect(Collectors.joining(", ", "[", more + "]"));
    }
}
