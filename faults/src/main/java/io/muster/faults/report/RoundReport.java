package io.muster.faults.report;

import io.muster.faults.check.Verdict;
import java.util.List;

/**
 * What one round showed.
 *
 * @param seed makes the same choices again
 * @param layout the processes and servers it ran with
 * @param acknowledged changes that were acknowledged
 * @param refused changes that were refused
 * @param unknown changes of unknown outcome
 * @param events events that the listener received, repetitions included
 * @param listenerCrashes how often the listener broke off
 * @param retryAfter answers 503 that said when to come again
 * @param drained milliseconds from the last request until every event was there
 */
public record RoundReport(
        long seed,
        String layout,
        List<FaultRecord> faults,
        int acknowledged,
        int refused,
        int unknown,
        int events,
        int listenerCrashes,
        int retryAfter,
        long drained,
        Verdict verdict) {}
