package io.muster.epr.filter.query;

import java.util.List;

/** Splits dotted paths and checks them. */
record FieldPaths(QueryLimits limits) {

    /** The names of the path, at least one. */
    List<String> split(String path, Position at) {
        List<String> names = List.of(path.split("\\.", -1));
        if (names.size() > limits.maxPathLength()) {
            throw new QueryRefused(
                    at,
                    "path has more names than the limit kaa.epr.filters.max-path-length of " + limits.maxPathLength());
        }
        for (String name : names) {
            if (name.isEmpty()) {
                throw new QueryRefused(at, "path " + path + " contains an empty name");
            }
            if (name.startsWith("$")) {
                throw new QueryRefused(
                        at, "path " + path + " contains the name " + name + ", but names start without $");
            }
            Constants.checkText(name, at);
        }
        return names;
    }
}
