package io.muster.platform.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;

/** The figures of this process, in Prometheus' text format. */
public final class Metrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** Starts with the figures of the JVM and the process. */
    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Where services register theirs. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** {@code GET /metrics}. */
    public Operation operation(String path) {
        return new Operation(
                HttpMethod.GET,
                path,
                "metrics",
                "",
                request -> Reply.of(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        registry.scrape().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
