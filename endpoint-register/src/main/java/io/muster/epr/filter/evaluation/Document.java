package io.muster.epr.filter.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a query is asked about: one endpoint. Numbers should have been read as {@link java.math.BigDecimal}, so that no
 * digit the database holds is lost. The metadata is read, never changed or kept.
 *
 * @param appVersion name of the application version
 * @param metadata metadata values by key
 */
public record Document(String appVersion, ObjectNode metadata) {}
