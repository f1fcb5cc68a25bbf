package io.muster.platform.tekton;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.muster.platform.config.Applications;
import io.muster.platform.config.InvalidConfiguration;
import io.muster.platform.config.Service;
import io.muster.platform.config.Tekton;
import io.muster.platform.health.Health;
import io.muster.platform.nats.Bus;
import io.muster.platform.trace.Correlation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the applications of this process as Tekton has them.
 *
 * <p>One thread reads, and what is announced meanwhile is read together afterwards. A round counts as a whole or not at
 * all: otherwise a new version could come into force before the white list that another instance has for it. After a
 * failure the present applications stay in force and the round is tried again with growing pauses.
 */
public final class TektonApplications implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TektonApplications.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Map<Service, String> instances;
    private final TektonRest tekton;
    private final ScmpListener listener;
    private final PendingScopes pending = new PendingScopes();
    private final Consumer<Applications> changed;
    private final Timer applied;
    private final Timer failed;
    private final Map<String, InstanceTree> trees = new HashMap<>();
    private final Thread reader;
    private Optional<Applications> present = Optional.empty();
    private volatile @Nullable String trouble;

    private TektonApplications(
            Tekton settings,
            Map<Service, String> instances,
            Bus bus,
            MeterRegistry metrics,
            Consumer<Applications> changed) {
        this.instances = new EnumMap<>(instances);
        this.tekton = new TektonRest(settings);
        this.listener = new ScmpListener(bus, instances.values(), metrics, pending::add);
        this.changed = changed;
        this.applied = timer(metrics, "applied");
        this.failed = timer(metrics, "failed");
        this.reader = Thread.ofVirtual().name("tekton").unstarted(this::follow);
    }

    private static Timer timer(MeterRegistry metrics, String outcome) {
        return Timer.builder("muster.configuration.updates")
                .description("Times that applications were read from Tekton, and how long it took")
                .tag("outcome", outcome)
                .register(metrics);
    }

    /**
     * Reads everything and follows the changes from then on.
     *
     * @param instances service instance names of the services that run in this process
     * @param changed told the applications: once before this returns, later from a thread of its own, only when they
     *     differ
     * @throws TektonFailure when Tekton cannot be reached, or what it has cannot be used
     */
    public static TektonApplications start(
            Tekton settings,
            Map<Service, String> instances,
            Bus bus,
            MeterRegistry metrics,
            Consumer<Applications> changed) {
        TektonApplications applications = new TektonApplications(settings, instances, bus, metrics, changed);
        try {
            // Listening comes first, so that no change is missed between the reading and the listening.
            applications.listener.start(settings.provider());
            applications.read(instances.values().stream().map(Scope::everything).toList());
            applications.reader.start();
            return applications;
        } catch (RuntimeException failure) {
            applications.close();
            throw failure;
        }
    }

    /** Degraded while changes cannot be read. */
    public Health.Part health() {
        String current = trouble;
        return current == null
                ? Health.Part.up()
                : new Health.Part(Health.State.DEGRADED, current + "; the present applications stay in force");
    }

    private void follow() {
        Duration pause = SHORTEST_PAUSE;
        for (List<Scope> scopes = pending.take(); !scopes.isEmpty(); scopes = pending.take()) {
            if (readOrReport(scopes)) {
                pause = SHORTEST_PAUSE;
            } else {
                pending.giveBack(scopes);
                pending.pause(SHORTEST_PAUSE, pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private boolean readOrReport(List<Scope> scopes) {
        try {
            Correlation.run(Correlation.newId(), () -> read(scopes));
            if (trouble != null) {
                LOG.info("Changed applications can be read from Tekton again");
            }
            trouble = null;
            return true;
        } catch (TektonFailure unusable) {
            report(String.valueOf(unusable.getMessage()));
        } catch (RuntimeException bug) {
            LOG.error("Applications of Tekton could not be taken over", bug);
            report("Applications of Tekton could not be taken over");
        }
        return false;
    }

    /** Once for each reason, not for each attempt. */
    private void report(String reason) {
        if (!reason.equals(trouble)) {
            LOG.warn("{}; the present applications stay in force and it is tried again", reason);
        }
        trouble = reason;
    }

    private void read(Collection<Scope> scopes) {
        long begin = System.nanoTime();
        boolean done = false;
        try {
            Map<String, InstanceTree> fresh = new HashMap<>(trees);
            for (Scope scope : scopes) {
                InstanceTree before = fresh.getOrDefault(scope.instance(), InstanceTree.empty());
                fresh.put(scope.instance(), before.with(scope, tekton.read(scope)));
            }
            Applications read = merged(fresh);
            trees.putAll(fresh);
            if (!present.equals(Optional.of(read))) {
                changed.accept(read);
                present = Optional.of(read);
                LOG.info("Applications are read from Tekton: {}", scopes);
            }
            done = true;
        } finally {
            (done ? applied : failed).record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
        }
    }

    private Applications merged(Map<String, InstanceTree> fresh) {
        Map<Service, Applications> parts = new EnumMap<>(Service.class);
        List<String> mistakes = new ArrayList<>();
        instances.forEach((service, instance) -> {
            InstanceTree tree = fresh.getOrDefault(instance, InstanceTree.empty());
            try {
                parts.put(service, Applications.ofJson("Tekton's configuration of " + instance, tree.applications()));
            } catch (InvalidConfiguration invalid) {
                invalid.problems().forEach(problem -> mistakes.add(problem.line()));
            }
        });
        if (!mistakes.isEmpty()) {
            int more = mistakes.size() - 1;
            throw new TektonFailure(mistakes.getFirst() + (more == 0 ? "" : "; and " + more + " more"));
        }
        return MergedApplications.of(parts);
    }

    /** Stops following; a reading under way is given up. */
    @Override
    public void close() {
        listener.close();
        pending.close();
        tekton.close();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
