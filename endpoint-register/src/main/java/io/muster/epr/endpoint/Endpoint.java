package io.muster.epr.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.platform.feed.Partitions;
import java.time.Instant;
import java.util.Optional;

/**
 * An endpoint as it is stored.
 *
 * @param id its ID, unique in the platform
 * @param application application it belongs to; never changes
 * @param appVersion name of its application version
 * @param appVersionSince since when it is in that version
 * @param appVersionReportedAt when the connection that last changed the version was announced
 * @param metadata metadata values by key; never changed in place
 * @param metadataRevision number of the state of the metadata, from 1
 * @param metadataUpdatedAt when the metadata was changed last; absent when it is as registered
 * @param revision number of the state of the endpoint, from 1 without gaps
 * @param createdAt when it was registered, in whole microseconds
 */
public record Endpoint(
        String id,
        String application,
        String appVersion,
        Instant appVersionSince,
        Optional<Instant> appVersionReportedAt,
        ObjectNode metadata,
        long metadataRevision,
        Optional<Instant> metadataUpdatedAt,
        long revision,
        Instant createdAt) {

    /** A new endpoint in its first revision. */
    static Endpoint created(String id, String application, String appVersion, ObjectNode metadata, Instant now) {
        return new Endpoint(id, application, appVersion, now, Optional.empty(), metadata, 1, Optional.empty(), 1, now);
    }

    /** The next revision, in another application version. */
    Endpoint inVersion(String version, Optional<Instant> reportedAt, Instant now) {
        return new Endpoint(
                id,
                application,
                version,
                now,
                reportedAt.or(() -> appVersionReportedAt),
                metadata,
                metadataRevision,
                metadataUpdatedAt,
                revision + 1,
                createdAt);
    }

    /** The next revision, with other metadata. */
    Endpoint withMetadata(ObjectNode changed, Instant now) {
        return new Endpoint(
                id,
                application,
                appVersion,
                appVersionSince,
                appVersionReportedAt,
                changed,
                metadataRevision + 1,
                Optional.of(now),
                revision + 1,
                createdAt);
    }

    /** The same revision, with metadata from elsewhere. */
    Endpoint holding(ObjectNode sameMetadata) {
        return new Endpoint(
                id,
                application,
                appVersion,
                appVersionSince,
                appVersionReportedAt,
                sameMetadata,
                metadataRevision,
                metadataUpdatedAt,
                revision,
                createdAt);
    }

    /**
     * Whether both are the same endpoint in the same revision. Each change sets one of its times: by them a revision is
     * told from one of the same number that was lost, when a database lost its last changes and went on without them.
     */
    boolean sameState(Endpoint other) {
        return revision == other.revision
                && createdAt.equals(other.createdAt)
                && appVersionSince.equals(other.appVersionSince)
                && metadataUpdatedAt.equals(other.metadataUpdatedAt);
    }

    /** Feed partition of the endpoint. */
    public short partition() {
        return Partitions.of(id);
    }

    /** Entity tag of the endpoint; another one after every change, and after it was deleted and registered anew. */
    public String tag() {
        return tag('e', revision);
    }

    /** Entity tag of the metadata; the {@code eTag} of 19/EPMMP. */
    public String metadataTag() {
        return tag('m', metadataRevision);
    }

    private String tag(char what, long number) {
        long micros = Micros.of(createdAt);
        return what + Long.toString(micros, Character.MAX_RADIX) + '-' + number;
    }
}
