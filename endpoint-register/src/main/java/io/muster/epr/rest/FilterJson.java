package io.muster.epr.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.epr.filter.stored.StoredFilter;
import java.util.Locale;

/** Filters as this API shows them. */
final class FilterJson {

    private FilterJson() {}

    static ObjectNode of(StoredFilter filter) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.put("id", filter.id());
        filter.name().ifPresent(name -> item.put("name", name));
        filter.description().ifPresent(description -> item.put("description", description));
        item.set("mongoQuery", filter.query());
        item.put("status", filter.status().name().toLowerCase(Locale.ROOT));
        item.put("matchedEndpointsCount", filter.matched());
        item.put("createdDate", EndpointJson.time(filter.createdAt()));
        item.put("updatedDate", EndpointJson.time(filter.updatedAt()));
        return item;
    }
}
