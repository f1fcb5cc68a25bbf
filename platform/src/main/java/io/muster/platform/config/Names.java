package io.muster.platform.config;

import java.util.Set;

/** Where the keys of the file are names given by users, kept exactly and read as a whole. */
final class Names {
    /** Relaxed writing, dotted keys and environment variables end here. */
    static final Set<String> ROOTS = Set.of("kaa.applications", "kaa.extension-instances", "kaa.tenants");

    private Names() {}

    /** Whether keys directly or further below {@code path} are names. */
    static boolean below(String path) {
        return ROOTS.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "."));
    }
}
