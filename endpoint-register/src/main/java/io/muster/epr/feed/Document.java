package io.muster.epr.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a filter looks at: one endpoint at one moment.
 *
 * @param appVersion name of its application version
 * @param metadata metadata values by key; numbers are exact; read only
 */
public record Document(String appVersion, ObjectNode metadata) {}
