package io.muster.epr.endpoint;

import io.muster.platform.http.Page;
import java.util.List;
import java.util.Optional;

/**
 * Which endpoints are wanted.
 *
 * @param conditions all of them hold
 * @param order order of the answer; a cursor brings its own
 * @param page which part, when there is no cursor
 * @param cursor where to go on instead of {@code page.offset()}
 * @param withMetadata whether metadata is wanted; otherwise it is read as empty
 */
public record EndpointQuery(
        List<Condition> conditions, EndpointOrder order, Page page, Optional<Cursor> cursor, boolean withMetadata) {

    /** Only these endpoints. */
    public static Condition ids(List<String> endpointIds) {
        return parameters -> "endpoint.endpoint_id = ANY (" + parameters.add(EndpointStore.storable(endpointIds)) + ")";
    }

    /** Only endpoints of this application. */
    public static Condition application(String application) {
        return parameters -> "endpoint.application = " + parameters.add(application);
    }

    /** Only endpoints in this application version. */
    public static Condition appVersion(String appVersion) {
        return parameters -> "endpoint.app_version = " + parameters.add(appVersion.replace('\0', ' '));
    }
}
