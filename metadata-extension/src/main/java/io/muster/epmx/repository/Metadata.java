package io.muster.epmx.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Metadata of an endpoint at one moment.
 *
 * @param values key to value
 * @param tag changes whenever a value changes; opaque
 */
public record Metadata(ObjectNode values, String tag) {}
