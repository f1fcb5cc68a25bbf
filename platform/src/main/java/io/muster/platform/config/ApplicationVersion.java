package io.muster.platform.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of an application.
 *
 * @param metadataKeys white list of EPMX, key to whether it may be written; empty: no filtering, every key is readable
 *     and writable; an empty map: no key is accessible
 * @param allowedExtensionInstances which extensions its endpoints reach; empty: all; an empty list: none
 */
public record ApplicationVersion(
        String application,
        String name,
        Optional<Map<String, Boolean>> metadataKeys,
        Optional<List<String>> allowedExtensionInstances) {

    public ApplicationVersion {
        metadataKeys = metadataKeys.map(LinkedHashMap::new);
        allowedExtensionInstances = allowedExtensionInstances.map(List::copyOf);
    }

    /** A version without any restriction. */
    public static ApplicationVersion open(String application, String name) {
        return new ApplicationVersion(application, name, Optional.empty(), Optional.empty());
    }

    /** Whether endpoints of this version may read this metadata key. */
    public boolean isReadable(String metadataKey) {
        return metadataKeys.map(keys -> keys.containsKey(metadataKey)).orElse(true);
    }

    /** Whether endpoints of this version may create, change or delete this metadata key. */
    public boolean isWritable(String metadataKey) {
        return metadataKeys.map(keys -> keys.getOrDefault(metadataKey, false)).orElse(true);
    }

    /** Whether endpoints of this version may reach this extension. */
    public boolean allowsExtension(String instanceName) {
        return allowedExtensionInstances
                .map(names -> names.contains(instanceName))
                .orElse(true);
    }
}
