package io.muster.epr.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.metadata.MetadataChange;
import io.muster.platform.http.EntityTags;
import java.time.Instant;
import java.util.Optional;

/** What somebody wants to happen to one endpoint. */
public sealed interface Command {

    /** The endpoint it is about. */
    String endpointId();

    /** A new endpoint. {@code attempt} names the registration intent that must still stand; empty for none. */
    record Register(String endpointId, String application, String appVersion, ObjectNode metadata, String attempt)
            implements Command {}

    /** The endpoint goes. */
    record Unregister(String endpointId, Optional<EntityTags> ifMatch) implements Command {}

    /** An operator moves the endpoint to another version of its application. */
    record AssignVersion(String endpointId, String application, String appVersion, Optional<EntityTags> ifMatch)
            implements Command {}

    /** The endpoint itself connected in this version; {@code at} orders such reports. */
    record ReportVersion(String endpointId, String application, String appVersion, Instant at) implements Command {}

    /** Its metadata changes. */
    record ChangeMetadata(String endpointId, MetadataChange change, Optional<EntityTags> ifMatch) implements Command {}
}
