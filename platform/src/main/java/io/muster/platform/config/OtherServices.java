package io.muster.platform.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keys that files written for the original carry and that mean nothing here: tolerated, each with its reason. */
final class OtherServices {
    private static final String NOT_HERE = "belongs to a service that is not part of Muster";
    private static final Map<String, String> REASONS = new LinkedHashMap<>();

    static {
        REASONS.put("spring.datasource", "data is kept in PostgreSQL, see muster.db.url");
        REASONS.put("spring.data", "data is kept in PostgreSQL, see muster.db.url");
        REASONS.put("spring.jpa", "data is kept in PostgreSQL, see muster.db.url");
        REASONS.put("spring", "Muster does not use Spring");
        REASONS.put("management", "health and metrics are always at /health and /metrics");
        REASONS.put("endpoints", "health and metrics are always at /health and /metrics");
        REASONS.put("logging", "Muster does not use Spring");
        REASONS.put("jmx", "metrics are at /metrics");
        REASONS.put("kaa.license", "Muster needs no licence");
        REASONS.put("kaa.tenants", "settings of single tenants are not supported");
        REASONS.put("kaa.postgresql", "data is kept in PostgreSQL, see muster.db.url");
        for (String service : new String[] {
            "asf",
            "bcx",
            "cap",
            "ccm",
            "cex",
            "cmx",
            "dcx",
            "ecr",
            "epl",
            "epts",
            "kdca",
            "otao",
            "rci",
            "tenant-manager",
            "tm",
            "tsa",
            "tsx",
            "wd"
        }) {
            REASONS.putIfAbsent("kaa." + service, NOT_HERE);
        }
    }

    private OtherServices() {}

    /** Why {@code path} is ignored; empty when it is not known at all. */
    static Optional<String> reason(String path) {
        return REASONS.entrySet().stream()
                .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "."))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
