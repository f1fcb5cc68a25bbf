package io.muster.epr.metadata;

import io.muster.contract.json.Json;
import io.muster.platform.config.ByteSize;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;

/**
 * How much metadata an endpoint may have. Every refusal names the limit it is about.
 *
 * @param keys keys per endpoint
 * @param keyLength characters of a key
 * @param valueBytes bytes of one value as JSON text in UTF-8
 * @param totalBytes bytes of all metadata of an endpoint as JSON text in UTF-8
 * @param depth nesting of arrays and objects within one value
 * @param patchOperations operations of one JSON Patch
 */
public record MetadataLimits(int keys, int keyLength, int valueBytes, int totalBytes, int depth, int patchOperations) {

    /** 1,000 keys of up to 128 characters, 64 KiB per value, 256 KiB in all, depth 32, 1,000 patch operations. */
    public static final MetadataLimits DEFAULT = new MetadataLimits(1_000, 128, 64 << 10, 256 << 10, 32, 1_000);

    private static final Key<Integer> KEYS = Key.integer("kaa.epr.metadata.max-keys", 1, 100_000)
            .byDefault(DEFAULT.keys)
            .about("Metadata keys per endpoint.");
    private static final Key<Integer> KEY_LENGTH = Key.integer("kaa.epr.metadata.max-key-length", 1, 1_024)
            .byDefault(DEFAULT.keyLength)
            .about("Characters of a metadata key.");
    private static final Key<ByteSize> VALUE_SIZE = Key.bytes(
                    "kaa.epr.metadata.max-value-size", new ByteSize(16), ByteSize.mib(1))
            .byDefault(new ByteSize(DEFAULT.valueBytes))
            .about("Size of one metadata value as JSON text.");
    private static final Key<ByteSize> TOTAL_SIZE = Key.bytes(
                    "kaa.epr.metadata.max-size", new ByteSize(16), ByteSize.mib(1))
            .byDefault(new ByteSize(DEFAULT.totalBytes))
            .about("Size of all metadata of an endpoint as JSON text.");
    /** Leaves room for what values are wrapped in on their way. */
    private static final int MAX_DEPTH = Json.MAX_DEPTH - 10;

    private static final Key<Integer> DEPTH = Key.integer("kaa.epr.metadata.max-depth", 1, MAX_DEPTH)
            .byDefault(DEFAULT.depth)
            .about("Nesting of arrays and objects within one metadata value.");
    private static final Key<Integer> PATCH_OPERATIONS = Key.integer(
                    "kaa.epr.metadata.max-patch-operations", 1, 100_000)
            .byDefault(DEFAULT.patchOperations)
            .about("Operations of one JSON Patch.");

    /** Reads {@code kaa.epr.metadata}. */
    public static MetadataLimits read(Reader reader) {
        return new MetadataLimits(
                reader.get(KEYS),
                reader.get(KEY_LENGTH),
                reader.get(VALUE_SIZE).asInt(),
                reader.get(TOTAL_SIZE).asInt(),
                reader.get(DEPTH),
                reader.get(PATCH_OPERATIONS));
    }
}
