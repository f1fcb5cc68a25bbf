package io.muster.epr.endpoint;

import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.epr.metadata.MetadataRules;
import io.muster.platform.feed.Written;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.trace.Correlation;
import io.muster.platform.work.Gatherer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The only way to change an endpoint: decide on the row as read, store row and change record in one statement if the row
 * is still the same, else decide again.
 *
 * <p>An endpoint that this process changed lately is not read again: the decision is made on what is remembered of it. If
 * it comes to a change, the statement finds out whether that was right; anything else is decided once more on the row as
 * it is, since nothing would find out. See {@link RememberedRows}.
 *
 * <p>Commands that arrive together share the reading and the statement. Those of one endpoint are carried out one after
 * the other within this process, so only another replica can win a race against them. A registration under a fresh ID is
 * not preceded by a reading: it is decided as if there were nothing, and the statement finds out.
 */
public final class EndpointWriter {

    private static final int ATTEMPTS = 50;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final WriteStatement statement;
    private final EndpointStore store;
    private final Deciding deciding;
    private final MetadataIndex index;
    private final RememberedRows remembered = RememberedRows.ofHeap();
    private final Clock clock;
    private final Consumer<List<Written>> changed;
    private final Gatherer<Submission, Decision> gatherer;

    /**
     * Writes to the tables of {@code database}.
     *
     * @param tokens where first tokens are stored, if they can be stored with their endpoints
     * @param limits how many writes run and wait at the same time
     * @param changed called after every commit with the change records that were stored
     */
    public EndpointWriter(
            Database database,
            Optional<? extends TokenTable> tokens,
            MetadataRules rules,
            Gatherer.Settings limits,
            Clock clock,
            Consumer<List<Written>> changed) {
        this.statement = new WriteStatement(database.steady(), tokens);
        this.store = new EndpointStore(database);
        this.deciding = new Deciding(rules);
        this.index = new MetadataIndex(
                database, task -> Thread.ofVirtual().name("metadata-index").start(task));
        this.clock = clock;
        this.changed = changed;
        this.gatherer = new Gatherer<>(
                limits,
                submission -> submission.command().endpointId(),
                failure -> failure instanceof DatabaseFailure broken && broken.unavailable(),
                waiting -> new Refused(
                        Refusal.unavailable("Too many writes are waiting (" + waiting + "); try again", RETRY_AFTER)),
                this::write);
    }

    private record Submission(Command command, Optional<FirstToken> token, String correlationId) {}

    /**
     * Carries out a command and returns when its outcome is durable.
     *
     * @return what happened: a change, or nothing because the endpoint is as wanted already
     * @throws Refused when the command is declined
     */
    public Decision execute(Command command) {
        return execute(command, Optional.empty());
    }

    /**
     * Registers an endpoint under a fresh ID together with its first token, and returns when both are durable. Only for a
     * writer that was given the table of tokens.
     *
     * @param command holds no attempt
     * @return false when the value of the token is taken; then neither is stored
     * @throws Refused when the command is declined; then neither is stored
     */
    public boolean register(Command.Register command, FirstToken token) {
        return !(execute(command, Optional.of(token)) instanceof Decision.TokenTaken);
    }

    private Decision execute(Command command, Optional<FirstToken> token) {
        Decision decision = gatherer.submit(
                new Submission(command, token, Correlation.current().replace('\0', '_')));
        if (decision instanceof Decision.Declined declined) {
            throw new Refused(declined.refusal());
        }
        return decision;
    }

    private List<Decision> write(List<Submission> batch) {
        // By identity: equality of commands is that of whole documents.
        Map<Submission, Decision> decided = new IdentityHashMap<>();
        Map<String, RememberedRows.Whole> known = new HashMap<>();
        batch.forEach(submission -> remembered
                .find(submission.command().endpointId())
                .ifPresent(row -> known.put(row.endpoint().id(), row)));
        List<Submission> open = attempt(batch, decided, known, submission -> !fresh(submission));
        for (int attempt = 1; !open.isEmpty() && attempt < ATTEMPTS; attempt++) {
            open = attempt(open, decided, Map.of(), submission -> true);
        }
        for (Submission lost : open) {
            decided.put(
                    lost,
                    new Decision.Declined(Refusal.unavailable(
                            "Endpoint [%s] is changed by others all the time; try again"
                                    .formatted(lost.command().endpointId()),
                            RETRY_AFTER)));
        }
        return batch.stream()
                .map(submission -> Optional.ofNullable(decided.get(submission)).orElseThrow())
                .toList();
    }

    /** Nobody else can know the ID of a registration that holds no intent: it was made for it. */
    private static boolean fresh(Submission submission) {
        return submission.command() instanceof Command.Register register
                && register.attempt().isEmpty();
    }

    private Map<String, Endpoint> read(Stream<Submission> submissions) {
        List<String> ids =
                submissions.map(submission -> submission.command().endpointId()).toList();
        Map<String, Endpoint> rows = ids.isEmpty() ? Map.of() : store.findAll(ids);
        rows.values().forEach(remembered::read);
        return rows;
    }

    /**
     * Decides and stores; returns those that another replica overtook or whose remembered row did not lead to a change, and
     * all of them, to be read this time, if one that comes with its token exists already: that fails the statement.
     *
     * @param known remembered rows
     * @param exists whether to look for one that is not remembered
     */
    private List<Submission> attempt(
            List<Submission> open,
            Map<Submission, Decision> decided,
            Map<String, RememberedRows.Whole> known,
            Predicate<Submission> exists) {
        Map<String, Endpoint> rows = read(open.stream()
                .filter(submission -> !known.containsKey(submission.command().endpointId()))
                .filter(exists));
        Instant now = Micros.cut(clock.instant());
        List<Submission> uncertain = new ArrayList<>();
        List<Submission> effective = new ArrayList<>();
        List<WriteStatement.Item> items = new ArrayList<>();
        for (Submission submission : open) {
            Command command = submission.command();
            Optional<RememberedRows.Whole> memory = Optional.ofNullable(known.get(command.endpointId()));
            Optional<Endpoint> current = memory.map(RememberedRows.Whole::endpoint)
                    .or(() -> Optional.ofNullable(rows.get(command.endpointId())));
            Decision decision = deciding.decide(current, command, now);
            decided.put(submission, decision);
            if (decision instanceof Decision.Effective change) {
                effective.add(submission);
                items.add(WriteStatement.Item.of(
                        change,
                        attemptOf(command),
                        submission.token(),
                        submission.correlationId(),
                        memory.map(RememberedRows.Whole::text)));
            } else if (memory.isPresent()) {
                uncertain.add(submission);
            }
        }
        if (items.isEmpty()) {
            return uncertain;
        }
        Set<String> done;
        try {
            done = store(items);
        } catch (DatabaseFailure failure) {
            if (WriteStatement.exists(failure)) {
                return open;
            }
            throw failure;
        }
        Stream<Submission> overtaken = effective.stream()
                .filter(submission -> !done.contains(submission.command().endpointId()))
                .filter(submission -> !tokenTaken(submission, decided))
                .filter(submission -> !expired(submission, decided));
        return Stream.concat(uncertain.stream(), overtaken).toList();
    }

    private Set<String> store(List<WriteStatement.Item> items) {
        for (int attempt = 1; ; attempt++) {
            try {
                Map<String, Long> done = statement.run(items);
                if (!done.isEmpty()) {
                    changed.accept(written(items, done));
                    index.written(keysOf(items));
                }
                items.forEach(item -> remember(item, done.containsKey(item.row().id())));
                return done.keySet();
            } catch (DatabaseFailure failure) {
                if (!failure.retryable() || attempt >= ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    private void remember(WriteStatement.Item item, boolean stored) {
        String id = item.row().id();
        if (!stored) {
            remembered.outdated(id);
        } else if (item.decision().after().isEmpty()) {
            remembered.gone(id);
        } else if (item.decision().before().isPresent()) {
            remembered.stored(item.row(), item.metadata());
        }
    }

    private static List<Written> written(List<WriteStatement.Item> items, Map<String, Long> done) {
        List<Written> written = new ArrayList<>();
        items.forEach(item -> Optional.ofNullable(done.get(item.row().id()))
                .map(item::written)
                .ifPresent(written::add));
        return written;
    }

    private static int keysOf(List<WriteStatement.Item> items) {
        return items.stream().mapToInt(item -> item.row().metadata().size()).sum();
    }

    private static String attemptOf(Command command) {
        return command instanceof Command.Register register ? register.attempt() : "";
    }

    /** Nothing else can be in the way of a registration with a token: if its ID is, nothing is stored at all. */
    private static boolean tokenTaken(Submission submission, Map<Submission, Decision> decided) {
        if (submission.token().isEmpty()) {
            return false;
        }
        decided.put(submission, new Decision.TokenTaken());
        return true;
    }

    /** A registration whose intent is gone took too long: what it holds is being cleaned up, so it must not succeed. */
    private boolean expired(Submission submission, Map<Submission, Decision> decided) {
        if (!(submission.command() instanceof Command.Register register)
                || register.attempt().isEmpty()) {
            return false;
        }
        decided.put(
                submission,
                new Decision.Declined(Refusal.unavailable(
                        "The registration of endpoint [%s] took too long and was given up; try again"
                                .formatted(register.endpointId()),
                        RETRY_AFTER)));
        return true;
    }
}
