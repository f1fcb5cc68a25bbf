package io.muster.server;

import io.muster.embedded.DataDirectory;
import io.muster.embedded.EmbeddedListener;
import io.muster.platform.config.Applications;
import io.muster.platform.config.ApplicationsWatch;
import io.muster.platform.config.Service;
import io.muster.platform.health.Health;
import io.muster.platform.http.HttpService;
import io.muster.platform.metrics.Metrics;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.security.AccessControl;
import io.muster.platform.tekton.TektonApplications;
import io.muster.platform.tekton.TektonFailure;
import io.muster.server.backing.Backing;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program, put together by hand: read from top to bottom it is its table of contents. */
public final class Program implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    private static final Duration LOOK_AT_FILE = Duration.ofSeconds(1);

    private static final Duration UNREADY_AMONG_REPLICAS = Duration.ofSeconds(5);

    /**
     * One for each processor, of which Vert.x would make two. An event loop never waits for anything but events, and one
     * that is busy takes up what has come meanwhile without being woken.
     */
    private static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Health health = new Health();
    private final Settings settings;
    private volatile Applications applications;

    private Program(Settings settings) {
        this.settings = settings;
        this.applications = settings.applications();
    }

    private Summary compose(EmbeddedListener listener) throws IOException {
        DataDirectory data = opened(DataDirectory.open(settings.process().data().root()));
        Backing backing = opened(Backing.start(settings, data, listener));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
        opened(() -> vertx.close().await());
        Metrics metrics = opened(new Metrics());
        Bus bus = opened(Connections.bus(settings.nats(), backing, "muster"));
        EventStream events = Connections.events(bus, settings.events());
        continueAfterRestore(data, events);
        health.add("nats", () -> Connections.health(bus));
        if (settings.tekton().enabled()) {
            followTekton(bus, metrics);
        } else {
            followFile();
        }

        HttpService http = opened(
                new HttpService(vertx, settings.http(), AccessControl.of(settings.security()), metrics.registry()));
        http.open(health.operation("/health"));
        http.open(metrics.operation("/metrics"));
        Optional<Integer> mqttPort = new Services(
                        settings,
                        data,
                        backing,
                        vertx,
                        bus,
                        events,
                        metrics.registry(),
                        health,
                        () -> applications,
                        http,
                        this::opened)
                .start();
        int httpPort = http.start();
        opened(() -> http.drain(settings.process().gracefulShutdown()));
        opened(() -> turnUnready(http));
        return new Summary(settings, backing, data.root(), httpPort, mqttPort);
    }

    /** Clients that follow health go elsewhere meanwhile; where this is the only replica there is nobody to wait for. */
    private void turnUnready(HttpService http) throws InterruptedException {
        health.stopping();
        http.leave();
        Duration usual = settings.nats().urls().isEmpty() ? Duration.ZERO : UNREADY_AMONG_REPLICAS;
        Thread.sleep(settings.process().unreadyBeforeStop().orElse(usual));
    }

    /** Listeners that remember a number of the event stream from before a restore must not wait for it in vain. */
    private static void continueAfterRestore(DataDirectory data, EventStream events) throws IOException {
        Optional<Long> restored = data.restored();
        if (restored.isPresent()) {
            events.continueFrom(restored.get());
            data.settled();
        }
    }

    /** White lists and versions may change while the program runs; a broken file leaves the present ones in force. */
    private void followFile() {
        settings.file()
                .ifPresent(file -> opened(ApplicationsWatch.start(
                        file,
                        LOOK_AT_FILE,
                        applications,
                        changed -> {
                            applications = changed;
                            LOG.info("Applications are read anew from {}", file);
                        },
                        problems -> problems.forEach(
                                problem -> LOG.warn("The changed configuration is not used: {}", problem.line())))));
    }

    private void followTekton(Bus bus, Metrics metrics) {
        Map<Service, String> instances = new EnumMap<>(Service.class);
        settings.process()
                .services()
                .services()
                .forEach(service ->
                        instances.put(service, settings.identity(service).instanceName()));
        try {
            TektonApplications tekton = opened(TektonApplications.start(
                    settings.tekton(), instances, bus, metrics.registry(), changed -> applications = changed));
            health.add("tekton", tekton::health);
        } catch (TektonFailure failure) {
            throw new StartFailure(
                    String.valueOf(failure.getMessage()),
                    "start Tekton or correct what it has, or correct kaa.tekton.url,"
                            + " or use the applications of the file with kaa.tekton.enabled: false");
        }
    }

    /**
     * Starts everything.
     *
     * @throws StartFailure and others that {@code Failures} explains; what was started by then is stopped again
     */
    public static Running start(Settings settings, EmbeddedListener listener) {
        Program program = new Program(settings);
        try {
            return new Running(program, program.compose(listener));
        } catch (IOException failure) {
            program.close();
            throw new StartFailure(String.valueOf(failure.getMessage()), "see the log for the circumstances");
        } catch (RuntimeException failure) {
            program.close();
            throw failure;
        }
    }

    /**
     * A program that runs.
     *
     * @param program stops when it is closed
     * @param summary what the operator sees
     */
    public record Running(Program program, Summary summary) implements AutoCloseable {

        @Override
        public void close() {
            program.close();
        }
    }

    private <P extends AutoCloseable> P opened(P part) {
        parts.push(part);
        return part;
    }

    /** Stops in the opposite order of the start: turn unready, answer what was asked, drain, end the children. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("A part did not stop cleanly", e);
            }
        }
    }
}
