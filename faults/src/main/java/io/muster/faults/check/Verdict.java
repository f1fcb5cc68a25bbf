package io.muster.faults.check;

import java.util.List;

/**
 * What the comparison showed.
 *
 * @param problems every broken promise; empty when all hold
 * @param endpoints endpoints that exist now
 * @param told changes that events told of
 * @param unknownStored changes of unknown outcome that turned out to be stored
 * @param repeated events that stand in the stream more than once, with the same message ID
 */
public record Verdict(List<String> problems, int endpoints, int told, int unknownStored, int repeated) {}
