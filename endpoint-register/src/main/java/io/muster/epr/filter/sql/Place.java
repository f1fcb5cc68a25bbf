package io.muster.epr.filter.sql;

import java.util.List;
import java.util.Optional;

/**
 * Where the subjects of a condition are found in the statement.
 *
 * @param column the jsonb expression that holds the values
 * @param root path within the column from which the paths of the subjects start
 * @param keyColumn the text expression of the entry's key; empty outside entries
 * @param knownKey the entry's key where the query fixes it
 */
record Place(String column, String root, String keyColumn, Optional<String> knownKey) {

    static Place endpoint() {
        return new Place("metadata", "$", "", Optional.empty());
    }

    static Place entry(String key) {
        return new Place("metadata", JsonPaths.to("$", List.of(key)), "", Optional.of(key));
    }

    static Place anyEntry(String alias) {
        return new Place(alias + ".v", "$", alias + ".k", Optional.empty());
    }

    static Place element(String alias) {
        return new Place(alias + ".v", "$", "", Optional.empty());
    }
}
