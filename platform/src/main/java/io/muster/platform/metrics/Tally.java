package io.muster.platform.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters of one name told apart by one label, for what happens with every message: the registry would be asked for the
 * counter each time, which costs more than to count.
 */
public final class Tally {

    private final MeterRegistry metrics;
    private final String name;
    private final String description;
    private final String label;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    public Tally(MeterRegistry metrics, String name, String description, String label) {
        this.metrics = metrics;
        this.name = name;
        this.description = description;
        this.label = label;
    }

    /** Counts one under that value of the label; there must be few of them. */
    public void count(String value) {
        counters.computeIfAbsent(value, this::counter).increment();
    }

    private Counter counter(String value) {
        return Counter.builder(name).description(description).tag(label, value).register(metrics);
    }
}
