package io.muster.kpc.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which endpoint was last seen under which application version; remembers the {@value #MAX} seen last. */
final class Seen {
    private static final int MAX = 100_000;

    private final Map<String, String> versions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX;
        }
    };

    /** Whether the endpoint is new under that version. */
    synchronized boolean first(String endpointId, String version) {
        return !version.equals(versions.put(endpointId, version));
    }
}
