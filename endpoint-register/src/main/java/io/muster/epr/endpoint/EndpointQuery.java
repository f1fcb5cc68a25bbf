package io.muster.epr.endpoint;

import io.muster.platform.http.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which endpoints are wanted.
 *
 * @param scope what is known to hold so and so many endpoints
 * @param conditions all of them hold besides
 * @param order order of the answer; a cursor brings its own
 * @param page which part, when there is no cursor
 * @param cursor where to go on instead of {@code page.offset()}
 * @param withMetadata whether metadata is wanted; otherwise it is read as empty
 */
public record EndpointQuery(
        Scope scope,
        List<Condition> conditions,
        EndpointOrder order,
        Page page,
        Optional<Cursor> cursor,
        boolean withMetadata) {

    /**
     * The part of a query whose size is known without counting. What is absent does not restrict.
     *
     * @param application only endpoints of this application
     * @param appVersion only endpoints in this application version
     * @param members only members of a stored filter
     */
    public record Scope(Optional<String> application, Optional<String> appVersion, Optional<Members> members) {

        /** The same as a condition for each part. */
        public List<Condition> conditions() {
            if (members.isPresent()) {
                List<Condition> conditions = new ArrayList<>(names());
                conditions.add(parameters ->
                        "endpoint.endpoint_id IN (SELECT m.endpoint_id FROM filter_member m WHERE m.filter_id = "
                                + parameters.add(members.get().filterId()) + ")");
                return conditions;
            }
            List<Condition> conditions = new ArrayList<>();
            application.ifPresent(
                    name -> conditions.add(parameters -> NameHash.equal("endpoint.application", parameters.add(name))));
            appVersion.ifPresent(
                    name -> conditions.add(parameters -> NameHash.equal("endpoint.app_version", parameters.add(name))));
            if (application.isEmpty() && appVersion.isPresent()) {
                // The index begins with the application.
                conditions.add(parameters -> NameHash.of("endpoint.application") + " = ANY ("
                        + NameHash.present("application", "true", "true") + ")");
            }
            return conditions;
        }

        /** A condition for each name, where rows are found by something else. */
        List<Condition> names() {
            List<Condition> conditions = new ArrayList<>();
            application.ifPresent(
                    name -> conditions.add(parameters -> "endpoint.application = " + parameters.add(name)));
            appVersion.ifPresent(
                    name -> conditions.add(parameters -> "endpoint.app_version = " + parameters.add(name)));
            return conditions;
        }
    }

    /**
     * The members of a stored filter.
     *
     * @param application the application of the filter, to which all of them belong
     * @param count how many there are
     */
    public record Members(String filterId, String application, long count) {}

    /** Only endpoints of this application. */
    public static Scope application(String application) {
        return new Scope(Optional.of(application), Optional.empty(), Optional.empty());
    }

    /** Only these endpoints. */
    public static Condition ids(List<String> endpointIds) {
        return parameters -> "endpoint.endpoint_id = ANY (" + parameters.add(EndpointStore.storable(endpointIds)) + ")";
    }
}
