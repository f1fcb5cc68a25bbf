package io.muster.epmx.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.name.EndpointId;
import io.muster.contract.name.MetadataKey;
import java.util.Set;

/**
 * The endpoint register's metadata, as the metadata extension needs it. All calls block, are safe for many threads, run
 * under the correlation ID of the current scope, and either take effect as a whole or not at all.
 *
 * <p>Refusals come as {@link io.muster.contract.error.Refused} with the register's own kind: {@code NOT_FOUND} for an
 * unknown endpoint, {@code MALFORMED} or {@code TOO_LARGE} where the register's rules are broken, {@code FORBIDDEN} or
 * {@code UNAUTHENTICATED} where this extension may not ask, {@code UNAVAILABLE} or {@code TIMEOUT} where the register
 * does not answer (the change may then have been stored or not). What devices are told is decided elsewhere.
 */
public interface MetadataRepository {

    /** All metadata, with its version tag. */
    Metadata read(EndpointId endpoint);

    /** Names of all keys. */
    Set<String> keys(EndpointId endpoint);

    /**
     * Creates or overwrites the given keys and leaves the others alone.
     *
     * @param values at least one member
     */
    void update(EndpointId endpoint, ObjectNode values);

    /**
     * Removes the given keys; those that do not exist are no error.
     *
     * @param keys at least one
     */
    void delete(EndpointId endpoint, Set<MetadataKey> keys);

    /**
     * Replaces everything, provided that nothing changed since {@code seen} was read.
     *
     * @return false when it has changed; nothing is stored then
     */
    boolean replace(EndpointId endpoint, Metadata seen, ObjectNode values);
}
