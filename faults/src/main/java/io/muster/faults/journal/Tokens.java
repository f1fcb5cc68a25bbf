package io.muster.faults.journal;

import io.muster.faults.journal.Change.Outcome;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of the tokens of endpoints: which status each may have, and which moves must have been announced. */
public final class Tokens {
    private static final String INACTIVE = "Inactive";
    private static final String ACTIVE = "Active";
    private static final String SUSPENDED = "Suspended";

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, String> suspensions = new ConcurrentHashMap<>();

    /**
     * A token.
     *
     * @param last the status acknowledged last
     * @param open statuses of moves of unknown outcome, which may still be carried out
     */
    public record Known(String tokenId, String last, Set<String> open) {
        /** Whether the token may have that status now. */
        public boolean allows(String status) {
            return status.equals(last) || open.contains(status);
        }
    }

    /** A token was made for an endpoint. */
    public void provisioned(String endpoint, String tokenId) {
        known.put(endpoint, new Known(tokenId, INACTIVE, Set.of()));
    }

    /** The token of an endpoint that was provisioned. */
    public String idOf(String endpoint) {
        return one(endpoint).tokenId();
    }

    /** What became of the request {@code id} to move a token. */
    public void moved(String id, String endpoint, String status, Outcome outcome) {
        Known token = one(endpoint);
        switch (outcome) {
            case ACKNOWLEDGED -> {
                known.put(endpoint, new Known(token.tokenId(), status, token.open()));
                // A move of unknown outcome may have been the one that was announced.
                if (status.equals(SUSPENDED) && !token.allows(SUSPENDED)) {
                    suspensions.put(id, endpoint);
                }
            }
            case UNKNOWN -> open(endpoint, status);
            case REFUSED -> {}
        }
    }

    /** A device used its token, which makes an inactive one active. */
    public void used(String endpoint) {
        open(endpoint, ACTIVE);
    }

    private void open(String endpoint, String status) {
        Known token = one(endpoint);
        Set<String> open = new TreeSet<>(token.open());
        open.add(status);
        known.put(endpoint, new Known(token.tokenId(), token.last(), Set.copyOf(open)));
    }

    /** All tokens that must be there, by endpoint, unless the endpoint is gone. */
    public Map<String, Known> known() {
        return Map.copyOf(known);
    }

    /** The endpoints of acknowledged suspensions of usable tokens, by the ID of the request. */
    public Map<String, String> suspensions() {
        return Map.copyOf(suspensions);
    }

    private Known one(String endpoint) {
        Known token = known.get(endpoint);
        if (token == null) {
            throw new IllegalArgumentException("No token was noted for " + endpoint);
        }
        return token;
    }
}
