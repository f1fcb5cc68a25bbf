package io.muster.epr.metadata;

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
}
