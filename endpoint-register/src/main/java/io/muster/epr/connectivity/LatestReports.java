package io.muster.epr.connectivity;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When each endpoint was reported last, as far as this replica remembers. It keeps an old report that comes again from
 * undoing a newer one that changed nothing and therefore left no trace in the database.
 */
final class LatestReports {

    private static final int REMEMBERED = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Instant> latest = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    void saw(String endpointId, Instant at) {
        lock.lock();
        try {
            Instant known = latest.remove(endpointId);
            latest.put(endpointId, known == null || known.isBefore(at) ? at : known);
        } finally {
            lock.unlock();
        }
    }

    boolean outdated(String endpointId, Instant at) {
        lock.lock();
        try {
            Instant known = latest.get(endpointId);
            return known != null && at.isBefore(known);
        } finally {
            lock.unlock();
        }
    }
}
