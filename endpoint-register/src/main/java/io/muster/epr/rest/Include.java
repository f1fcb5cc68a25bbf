package io.muster.epr.rest;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import java.util.List;
import java.util.Set;

/**
 * Which optional members of an endpoint are wanted.
 *
 * @param metadata its metadata
 * @param filters the filters it belongs to
 */
public record Include(boolean metadata, boolean filters) {

    private static final Set<String> KNOWN = Set.of("metadata", "filters");

    /**
     * Reads the names of the members.
     *
     * @throws Refused 400 for a name that is not known
     */
    public static Include parse(List<String> names) {
        for (String name : names) {
            if (!KNOWN.contains(name)) {
                throw new Refused(Refusal.malformed(
                        "\"include\" holds \"%s\"; allowed are \"metadata\" and \"filters\"".formatted(name)));
            }
        }
        return new Include(names.contains("metadata"), names.contains("filters"));
    }
}
