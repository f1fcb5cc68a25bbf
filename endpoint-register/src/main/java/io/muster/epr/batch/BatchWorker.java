package io.muster.epr.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refused;
import io.muster.contract.json.Json;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.Endpoint;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.registration.Registration;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.trace.Correlation;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out jobs, item by item in small groups, and writes down what became of each, so that a job goes on after a
 * restart where it stopped. An item that was started before is looked at first: what was done is not done again.
 */
public final class BatchWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWorker.class);
    private static final int GROUP = 50;
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration KEPT = Duration.ofHours(24);
    private static final String TOKEN = "endpointToken";

    /** The token of a registration under way, where none was asked for; never told under this name. */
    private static final String MADE_TOKEN = "madeToken";

    private final BatchStore store;
    private final EndpointStore endpoints;
    private final EndpointWriter writer;
    private final Registration registration;
    private final String replica;
    private final Clock clock;
    private final Set<BatchTask> working = ConcurrentHashMap.newKeySet();
    private final ExecutorService jobs = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean running = true;

    /** @param replica ID of this replica, which owns the jobs it works on */
    public BatchWorker(
            Database database,
            Seal seal,
            EndpointWriter writer,
            Registration registration,
            String replica,
            Clock clock) {
        this.store = new BatchStore(database, seal);
        this.endpoints = new EndpointStore(database);
        this.writer = writer;
        this.registration = registration;
        this.replica = replica;
        this.clock = clock;
    }

    /** Starts to look for jobs that nobody works on. */
    public void start() {
        jobs.execute(this::look);
        jobs.execute(this::prolong);
    }

    BatchStore store() {
        return store;
    }

    /** Stores a job and begins with it. */
    void submit(BatchTask task, List<BatchItem> items) {
        store.create(task, items, replica, LEASE);
        jobs.execute(() -> work(task));
    }

    /** Stores a job and returns when it is finished. */
    void carryOut(BatchTask task, List<BatchItem> items) {
        store.create(task, items, replica, LEASE);
        work(task);
    }

    private void look() {
        do {
            try {
                store.forget(KEPT);
                for (Optional<BatchTask> found = store.claim(replica, LEASE);
                        found.isPresent() && running;
                        found = store.claim(replica, LEASE)) {
                    work(found.get());
                }
            } catch (DatabaseFailure unreachable) {
                LOG.debug("Jobs cannot be looked for: {}", unreachable.getMessage());
            }
        } while (goesOnAfterAWhile());
    }

    /** However long a group takes, nobody else takes its job meanwhile; and a job is not left lying for long after a crash. */
    private void prolong() {
        while (goesOnAfterAWhile()) {
            try {
                working.forEach(task -> store.prolong(task, replica, LEASE));
            } catch (DatabaseFailure unreachable) {
                LOG.debug("Jobs cannot be prolonged: {}", unreachable.getMessage());
            }
        }
    }

    /** Whoever stops does not wait for the end of the pause. */
    private boolean goesOnAfterAWhile() {
        try {
            return !stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Works until the job is finished; a failure leaves it to whoever looks next after the lease. */
    private void work(BatchTask task) {
        Correlation.run(task.correlationId(), () -> {
            working.add(task);
            try {
                List<BatchItem> group = store.start(task, GROUP, clock.instant());
                while (!group.isEmpty() && running && store.prolong(task, replica, LEASE)) {
                    store.store(task, results(task, group));
                    group = store.start(task, GROUP, clock.instant());
                }
                working.remove(task);
                if (group.isEmpty()) {
                    store.finish(task);
                } else {
                    store.release(task, replica);
                }
            } catch (DatabaseFailure unreachable) {
                LOG.warn("Job {} pauses: {}", task.id(), unreachable.getMessage());
            } finally {
                working.remove(task);
            }
        });
    }

    private List<BatchItem> results(BatchTask task, List<BatchItem> group) {
        List<Future<BatchItem>> futures = new ArrayList<>();
        for (BatchItem item : group) {
            futures.add(jobs.submit(() -> Correlation.call(task.correlationId(), () -> attempt(task, item))));
        }
        List<BatchItem> results = new ArrayList<>();
        for (Future<BatchItem> future : futures) {
            try {
                results.add(future.get());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException notNow) {
                // Stays as it is, to be tried again: an attempt fails without a result where the database is away, or
                // another replica has taken over.
                LOG.debug("An item of job {} is left for later", task.id(), notNow);
            }
        }
        return results;
    }

    private BatchItem attempt(BatchTask task, BatchItem item) {
        try {
            return switch (task.kind()) {
                case REGISTER -> register(task, item);
                case DELETE -> delete(item);
            };
        } catch (Refused refused) {
            return item.failed(refused.refusal().message());
        }
    }

    private BatchItem register(BatchTask task, BatchItem item) {
        Optional<Endpoint> doneBefore = item.startedAt()
                .flatMap(start -> endpoints.find(item.endpointId()).filter(endpoint -> endpoint.createdAt()
                        .isAfter(start)));
        if (!(Json.stored(item.request()) instanceof ObjectNode request)
                || !(request.get("metadata") instanceof ObjectNode metadata)) {
            return doneBefore.isPresent()
                    ? item.done()
                    : item.failed("What was asked for cannot be read: it was stored under another kaa.epr.batch-key");
        }
        Optional<EndpointToken> token = token(request, TOKEN).or(() -> token(request, MADE_TOKEN));
        if (doneBefore.isPresent()) {
            return withToken(item, request, token);
        }
        Registration.Wish wish =
                new Registration.Wish(Optional.of(item.endpointId()), token, task.appVersion(), metadata);
        Registration.Registered registered =
                registration.register(wish, item.endpointId(), task.id() + ':' + item.position(), made -> {
                    if (token.isEmpty()) {
                        remember(task, item, request, made.value());
                    }
                });
        return withToken(item, request, Optional.of(registered.token().value()));
    }

    private static Optional<EndpointToken> token(ObjectNode request, String member) {
        return Optional.ofNullable(request.get(member)).map(value -> EndpointToken.of(value.asText(), member));
    }

    /** Nobody can ask for a token later: whoever goes on after a crash has to know it. */
    private void remember(BatchTask task, BatchItem item, ObjectNode request, EndpointToken made) {
        ObjectNode known = request.deepCopy().put(MADE_TOKEN, made.value());
        if (!store.remember(task, item.position(), Json.text(known), replica)) {
            throw new IllegalStateException("Another replica goes on with job " + task.id());
        }
    }

    /** It is told with the result, or never. */
    private static BatchItem withToken(BatchItem item, ObjectNode request, Optional<EndpointToken> token) {
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        token.ifPresent(known -> told.put(TOKEN, known.value()));
        told.setAll(request);
        told.remove(MADE_TOKEN);
        return item.done(Json.text(told));
    }

    private BatchItem delete(BatchItem item) {
        try {
            writer.execute(new Command.Unregister(item.endpointId(), Optional.empty()));
            return item.done();
        } catch (Refused refused) {
            boolean doneBefore =
                    item.startedAt().isPresent() && refused.refusal().kind() == Kind.NOT_FOUND;
            return doneBefore ? item.done() : item.failed(refused.refusal().message());
        }
    }

    /** Finishes the groups in work; the rest of the jobs is left to others, or to the next start. */
    @Override
    public void close() {
        running = false;
        stopping.countDown();
        jobs.shutdown();
        try {
            if (!jobs.awaitTermination(LOOK.toSeconds() * 5, TimeUnit.SECONDS)) {
                LOG.warn("Some jobs did not pause in time; they go on after their lease");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
