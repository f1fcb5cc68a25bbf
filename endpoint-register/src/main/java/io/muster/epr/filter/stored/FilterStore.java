package io.muster.epr.filter.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.json.Json;
import io.muster.platform.http.Page;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads stored filters. */
public final class FilterStore {

    private static final String COLUMNS = """
            f.filter_id, f.application, f.name, f.description, f.query, f.status, f.generation, f.edition,
            (SELECT coalesce(sum(matched), 0)::bigint FROM filter_partition p WHERE p.filter_id = f.filter_id),
            f.created_at, f.updated_at""";

    private final Database database;

    /** Reads from the tables of {@code database}. */
    public FilterStore(Database database) {
        this.database = database;
    }

    /**
     * A part of a list.
     *
     * @param total all matches
     */
    public record Part(long total, List<StoredFilter> filters) {}

    /** The filters of an application, oldest first, all or those of this name. */
    public Part list(String application, Optional<String> name, Page page) {
        String where = " FROM filter f WHERE f.application = $1 AND f.status <> 'deleted' AND ($2 = '' OR f.name = $2)";
        List<StoredFilter> filters = new ArrayList<>();
        for (Row row : database.query(
                "SELECT " + COLUMNS + where + " ORDER BY f.created_at, f.filter_id LIMIT $3 OFFSET $4",
                application,
                name.orElse(""),
                (long) page.limit(),
                page.offset())) {
            filters.add(read(row));
        }
        Row total = database.query("SELECT count(*)" + where, application, name.orElse(""))
                .iterator()
                .next();
        return new Part(total.getLong(0), filters);
    }

    /** The filter of this ID. */
    public Optional<StoredFilter> find(String filterId) {
        return Optional.ofNullable(findAll(List.of(filterId)).get(filterId));
    }

    /** Those of the filters that exist, by ID. */
    public Map<String, StoredFilter> findAll(Collection<String> filterIds) {
        Map<String, StoredFilter> filters = new HashMap<>();
        for (Row row : database.query(
                "SELECT " + COLUMNS + " FROM filter f WHERE f.filter_id = ANY ($1) AND f.status <> 'deleted'",
                (Object) filterIds.toArray(String[]::new))) {
            StoredFilter filter = read(row);
            filters.put(filter.id(), filter);
        }
        return filters;
    }

    /**
     * The filter of this ID, of this application.
     *
     * @throws io.muster.contract.error.Refused 404 when there is none
     */
    public StoredFilter get(String application, String filterId) {
        return find(filterId)
                .filter(filter -> filter.application().equals(application))
                .orElseThrow(() -> notFound(filterId).refused());
    }

    static Refusal notFound(String filterId) {
        return Refusal.notFound("Filter [" + filterId + "] is not found");
    }

    /**
     * The filter of this ID, by which endpoints can be listed.
     *
     * @throws io.muster.contract.error.Refused 404 when there is none, 409 while it is pending
     */
    public StoredFilter getActive(String filterId) {
        StoredFilter filter =
                find(filterId).orElseThrow(() -> notFound(filterId).refused());
        if (filter.status() == StoredFilter.Status.PENDING) {
            throw Refusal.conflict("Filter [%s] is pending: endpoints can be listed by it when its status is \"active\""
                            .formatted(filterId))
                    .refused();
        }
        return filter;
    }

    /** IDs of the active filters that each endpoint belongs to, in order; endpoints in none are left out. */
    public Map<String, List<String>> activeFiltersOf(Collection<String> endpointIds) {
        Map<String, List<String>> filters = new HashMap<>();
        for (Row row : database.query("""
                SELECT m.endpoint_id, m.filter_id FROM filter_member m JOIN filter f USING (filter_id)
                WHERE m.endpoint_id = ANY ($1) AND f.status = 'active' ORDER BY f.created_at, m.filter_id""", (Object) endpointIds.toArray(String[]::new))) {
            filters.computeIfAbsent(row.getString(0), endpoint -> new ArrayList<>())
                    .add(row.getString(1));
        }
        return filters;
    }

    /** Endpoints that belong to a filter by the name of their application version. */
    public Map<String, List<String>> membersByVersion(String filterId) {
        Map<String, List<String>> members = new HashMap<>();
        for (Row row : database.query("""
                SELECT e.app_version, e.endpoint_id FROM filter_member m JOIN endpoint e USING (endpoint_id)
                WHERE m.filter_id = $1 ORDER BY m.created_at, m.endpoint_id""", filterId)) {
            members.computeIfAbsent(row.getString(0), version -> new ArrayList<>())
                    .add(row.getString(1));
        }
        return members;
    }

    private static StoredFilter read(Row row) {
        return new StoredFilter(
                row.getString(0),
                row.getString(1),
                Optional.ofNullable(row.getString(2)),
                Optional.ofNullable(row.getString(3)),
                (ObjectNode) Json.parse(row.getString(4), Json.MAX_DEPTH),
                StoredFilter.Status.valueOf(row.getString(5).toUpperCase(Locale.ROOT)),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getOffsetDateTime(9).toInstant(),
                row.getOffsetDateTime(10).toInstant());
    }
}
