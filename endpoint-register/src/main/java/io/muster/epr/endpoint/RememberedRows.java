package io.muster.epr.endpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Endpoints as this process changed them lately, so that the next change of one need not read it first.
 *
 * <p>Nothing here need be true: another replica may have changed the endpoint since, and nobody is told. A row from here
 * serves for a change only, which is stored on the condition that the row is still that one; so being wrong costs another
 * attempt and is never seen. That costs far more than a reading, though. Therefore rows are given out only while they
 * prove right: each that turns out to be outdated counts as much as many that were right, and where replicas share the
 * changes of endpoints between them all rows are read. What is read is compared with what is remembered, so that it is
 * noticed when this replica is alone with its endpoints again.
 *
 * <p>Metadata is kept as text, which takes a tenth of the room of the tree. Registrations are not remembered: many
 * endpoints are registered that nobody changes for a long time.
 */
final class RememberedRows {

    /** An outdated row counts as much as so many that were right. */
    private static final int DISAPPOINTMENT = 32;

    private static final int MOST_TRUST = 8 * DISAPPOINTMENT;

    /** What a row takes besides its texts: the objects of its members and its place in the map. */
    private static final int OVERHEAD_BYTES = 400;

    private final long room;
    private final Map<String, Remembered> rows = new LinkedHashMap<>(16, 0.75f, true);
    private long taken;
    private int trust;

    /** @param room for how many bytes, about */
    RememberedRows(long room) {
        this.room = room;
    }

    /** A few thousandths of a large heap, and never more than 16 MB. */
    static RememberedRows ofHeap() {
        return new RememberedRows(Math.min(16L << 20, Runtime.getRuntime().maxMemory() / 32));
    }

    /** @param row without its metadata */
    private record Remembered(Endpoint row, byte[] metadata) {

        Whole whole() {
            String text = new String(metadata, StandardCharsets.UTF_8);
            return new Whole(row.holding(EndpointRows.metadata(text)), text);
        }

        int bytes() {
            return OVERHEAD_BYTES + row.id().length() + metadata.length;
        }
    }

    /**
     * An endpoint that is remembered.
     *
     * @param text its metadata, which need not be written once more
     */
    record Whole(Endpoint endpoint, String text) {}

    /** The endpoint, unless it is not remembered or memory is not to be trusted now. */
    Optional<Whole> find(String endpointId) {
        Optional<Remembered> found;
        synchronized (rows) {
            found = trust < 0 ? Optional.empty() : Optional.ofNullable(rows.get(endpointId));
        }
        return found.map(Remembered::whole);
    }

    /** An endpoint was stored, on the condition that it was what is remembered of it if anything is. */
    void stored(Endpoint after, String metadata) {
        Remembered fresh = new Remembered(
                after.holding(JsonNodeFactory.instance.objectNode()), metadata.getBytes(StandardCharsets.UTF_8));
        synchronized (rows) {
            Optional<Remembered> before = Optional.ofNullable(rows.put(after.id(), fresh));
            taken += fresh.bytes() - before.map(Remembered::bytes).orElse(0);
            before.ifPresent(right -> trust = Math.min(MOST_TRUST, trust + 1));
            Iterator<Remembered> eldest = rows.values().iterator();
            while (taken > room && eldest.hasNext()) {
                taken -= eldest.next().bytes();
                eldest.remove();
            }
        }
    }

    /** The endpoint is not what is remembered of it, if anything is. */
    void outdated(String endpointId) {
        synchronized (rows) {
            if (forget(endpointId)) {
                trust = Math.max(-MOST_TRUST, trust - DISAPPOINTMENT);
            }
        }
    }

    /** The endpoint is gone. */
    void gone(String endpointId) {
        synchronized (rows) {
            forget(endpointId);
        }
    }

    /** This was read: what is remembered is forgotten if it is something else. */
    void read(Endpoint endpoint) {
        synchronized (rows) {
            Optional<Remembered> remembered = Optional.ofNullable(rows.get(endpoint.id()));
            if (remembered.isPresent() && !remembered.get().row().sameState(endpoint)) {
                outdated(endpoint.id());
            }
        }
    }

    private boolean forget(String endpointId) {
        Optional<Remembered> forgotten = Optional.ofNullable(rows.remove(endpointId));
        taken -= forgotten.map(Remembered::bytes).orElse(0);
        return forgotten.isPresent();
    }
}
