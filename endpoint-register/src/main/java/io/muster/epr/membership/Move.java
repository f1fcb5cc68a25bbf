package io.muster.epr.membership;

import java.time.Instant;

/**
 * An endpoint comes into a filter or leaves it.
 *
 * @param createdAt when the endpoint was registered
 */
record Move(String endpointId, String filterId, int partition, Instant createdAt) {}
