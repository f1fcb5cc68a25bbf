package io.muster.epr.filter.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.platform.http.EntityTags;
import java.time.Instant;
import java.util.Optional;

/**
 * A filter as users see it.
 *
 * @param id its ID
 * @param application application whose endpoints it looks at
 * @param name unique in the application
 * @param query as it was sent
 * @param status whether all endpoints are evaluated
 * @param generation number of the query
 * @param edition number of the state that users gave it, from 1
 * @param matched endpoints that belong to it; while pending, those found so far
 */
public record StoredFilter(
        String id,
        String application,
        Optional<String> name,
        Optional<String> description,
        ObjectNode query,
        Status status,
        long generation,
        long edition,
        long matched,
        Instant createdAt,
        Instant updatedAt) {

    /** Whether endpoints can be listed by it. */
    public enum Status {
        /** Endpoints are being evaluated. */
        PENDING,
        /** Membership is complete and followed by events. */
        ACTIVE
    }

    /**
     * Entity tag. Its start names the edition, which is all that {@code If-Match} compares: evaluation going on is no
     * reason to refuse a change.
     */
    public String tag() {
        return editionTag() + '.' + (status == Status.ACTIVE ? 'a' : 'p') + Long.toString(matched, Character.MAX_RADIX);
    }

    /** Whether a caller with these tags has seen the present edition. */
    boolean seenIn(EntityTags tags) {
        return tags.any() || tags.tags().stream().anyMatch(tag -> tag.split("\\.", 2)[0].equals(editionTag()));
    }

    private String editionTag() {
        return 'f' + Long.toString(createdAt.toEpochMilli(), Character.MAX_RADIX) + '-' + edition;
    }
}
