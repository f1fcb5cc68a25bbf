package io.muster.epmx.epmp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.name.MetadataKey;
import java.util.Optional;
import java.util.Set;

/** What a device asks for: an operation of 10/EPMP with its checked payload. */
sealed interface EpmpRequest {

    /** Which keys are there? */
    record ListKeys() implements EpmpRequest {}

    /** Their values; without {@code keys} all that the device may see. */
    record GetValues(Optional<Set<MetadataKey>> keys) implements EpmpRequest {}

    /** From now on these and no others, as far as the device may write. */
    record ReplaceAll(ObjectNode values) implements EpmpRequest {}

    /** Create or overwrite these. */
    record UpdateSome(ObjectNode values) implements EpmpRequest {}

    /** Remove these. */
    record DeleteKeys(Set<MetadataKey> keys) implements EpmpRequest {}
}
