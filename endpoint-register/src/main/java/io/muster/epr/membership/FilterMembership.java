package io.muster.epr.membership;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.epr.feed.Consequences;
import io.muster.epr.feed.DocumentChange;
import io.muster.epr.feed.Membership;
import io.muster.epr.filter.evaluation.Document;
import io.muster.epr.filter.evaluation.Evaluator;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.nats.Event;
import io.muster.platform.postgres.Database;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps the members of stored filters right while endpoints and filters change at the same time.
 *
 * <p><b>Who writes.</b> Rows of {@code filter_member} and the cursors in {@code filter_partition} belong to a feed
 * partition, and only the replica that owns it writes them, in transactions that prove the ownership first. So all of
 * one partition happens one after the other: batches of changes and chunks of a filter's first evaluation (the scan).
 * Users write only the filter's row and reset its progress rows: generation + 1 and CLEAR for another query, DROP for a
 * deletion. Whoever finishes the last partition turns all progress rows from DONE to ACTIVE.
 *
 * <p><b>The invariant.</b> Per partition and generation, the members are exactly the endpoints up to the cursor whose
 * document, <em>before their earliest change record that still waits</em>, satisfies the query. A scan chunk extends it
 * (it judges by that document, not by the current row); a batch keeps it, by moving endpoints up to the cursor and
 * ignoring those behind it. When the feed is drained no record waits, so members are what the query says.
 *
 * <p>Where few filters are new, one {@linkplain Survey look} at all endpoints does it at once, of all partitions that
 * this replica owns. Until its result is stored the cursor stays at the start, so the feed leaves the filter alone.
 *
 * <p><b>Why the filters in memory may be old.</b> A batch reads the filter clock together with the stored members and
 * brings the memory up to that revision, so it decides on filters as of that moment. What happens between then and its
 * closing transaction:
 *
 * <ul>
 *   <li>A filter is created: its cursor in this partition is at the start, since only this thread moves it, and it does
 *       not know the filter yet. Nothing of the batch concerns it; the scan will see what the batch left.
 *   <li>A filter gets another query: the closing transaction locks the progress rows it relies on, sees another
 *       generation and leaves the filter alone. What members it had is garbage, which is cleared before the scan of the
 *       new query starts. The events already published are older than the new {@code activated}, because that comes
 *       only after this partition has been scanned, which is after this batch.
 *   <li>A filter is deleted: the same; nothing is put back after the deletion, and the rest is dropped by later steps.
 *   <li>A filter becomes active: moves that were decided silently would go unheard by a listener that has read the
 *       members since. They are stored before anything of the batch is told: either the filter becomes active after that,
 *       and the members read upon {@code activated} contain them, or the batch is decided again, with events, each in its
 *       place. Such an event may come a moment before {@code activated} itself. A crash behind the store repeats the
 *       batch, which finds the endpoints moved already. It would find one moved by a later change, and tell what led
 *       there when that later change has been told of; so an endpoint that is moved in this way has no other change in
 *       the batch: the later one waits for the next.
 * </ul>
 *
 * <p>What was told and is decided again after a crash must not meet filters that have been evaluated since, or their
 * events would follow those of later changes. So the feed lets no scan go on before all that may have been told is done.
 *
 * <p><b>Change of owner.</b> Cursors in memory are read anew after a partition was taken over, and after every failure
 * whose outcome is unknown. The former owner cannot write any more: its transactions fail the proof of ownership.
 *
 * <p><b>Crash between publish and commit.</b> The batch is repeated on the same stored members and yields the same
 * events with the same message IDs, which JetStream drops. If the filter was changed in between, its generation, which
 * is part of the ID, differs, so that a needed event is never taken for a repetition.
 *
 * <p><b>Exactly one event per move.</b> A membership event is decided from the stored members, not from the old
 * document; an endpoint that is in stays in without an event.
 */
public final class FilterMembership implements Membership {

    private static final Duration LOOK = Duration.ofMillis(200);

    /** How long changes may be kept waiting by a look for the end of a survey, when nothing else is to be done. */
    private static final Duration NOT_LONG = Duration.ofMillis(2);

    /** A survey may find as many endpoints as so many steps of a scan look at. */
    private static final int SURVEYED_CHUNKS = 5;

    private final Database database;
    private final FilterRoster roster;
    private final FilterEvents events;
    private final Scan scan;
    private final Surveys surveys;
    private final Removal removal;
    private final MembershipMetrics metrics;
    private final Clock clock;
    private Instant looked = Instant.MIN;
    /** Whether a batch has brought the filters up to date since the last step. */
    private boolean fresh;
    /** Whether a step may have changed something since the last batch. */
    private boolean stepped;

    /**
     * Membership as one replica keeps it; one object per feed.
     *
     * @param instance service instance name, part of every subject
     * @param replica ID of this replica
     * @param chunk endpoints looked at in one step of a first evaluation
     */
    public FilterMembership(
            Database database, String instance, String replica, int chunk, MeterRegistry registry, Clock clock) {
        this.database = database;
        this.roster = new FilterRoster(database);
        this.events = new FilterEvents(instance, replica);
        this.metrics = new MembershipMetrics(registry);
        this.scan = new Scan(database, roster, chunk, metrics, clock);
        this.surveys = new Surveys(database, roster, SURVEYED_CHUNKS * chunk, metrics, clock);
        this.removal = new Removal(database, roster);
        this.clock = clock;
    }

    @Override
    public List<String> beside() {
        return MemberTable.BESIDE;
    }

    @Override
    public Consequences of(List<DocumentChange> batch, FeedProcessor.Reading reading) {
        surveys.changed(batch);
        Set<String> endpoints = new HashSet<>();
        batch.forEach(change -> endpoints.add(change.endpointId()));
        Optional<List<Row>> beside = stepped ? Optional.empty() : reading.beside();
        MemberTable.Stored stored = beside.map(MemberTable::read).orElseGet(() -> MemberTable.read(reading, endpoints));
        stepped = false;
        while (roster.upTo(stored.revision())) {
            // Once more, so that nothing was read behind the proof that all of it is still this replica's.
            stored = MemberTable.read(reading, endpoints);
        }
        fresh = true;
        MembershipChange moves = new MembershipChange(stored.filtersOf());
        List<Consequences.Events> perChange = new ArrayList<>();
        Set<Long> postponed = new HashSet<>();
        for (DocumentChange change : batch) {
            Decision decision = decide(change, moves);
            if (moves.take(change.endpointId(), decision.moves())) {
                perChange.add(decision.events());
            } else {
                postponed.add(change.sequence());
                perChange.add(Consequences.Events.NONE);
            }
        }
        return new Consequences(
                perChange,
                moves.isEmpty() ? List.of() : List.of((tx, proven) -> store(moves, tx)),
                moves.hasUntold() ? List.of((tx, proven) -> standing(() -> moves.storeUntold(tx))) : List.of(),
                postponed);
    }

    private void store(MembershipChange moves, Database.Transaction tx) {
        standing(() -> moves.store(tx));
        metrics.moved(moves.size());
    }

    private void standing(Runnable store) {
        try {
            store.run();
        } catch (FeedProcessor.DecideAgain outdated) {
            forget();
            throw outdated;
        }
    }

    private void forget() {
        roster.forget();
        surveys.forget();
    }

    private record Decision(Consequences.Events events, List<MembershipChange.Step> moves) {}

    private Decision decide(DocumentChange change, MembershipChange moves) {
        List<MembershipChange.Step> steps = new ArrayList<>();
        List<Event> unmatched = new ArrayList<>();
        List<Event> matched = new ArrayList<>();
        Optional<Document> after = change.after().map(FilterMembership::document);
        Set<String> candidates = after.map(document -> candidates(change, document))
                .orElseGet(() -> moves.filtersOf(change.endpointId()));
        metrics.evaluated(candidates.size());
        for (String id : new TreeSet<>(candidates)) {
            Optional<KnownFilter> known = roster.filter(id);
            Optional<Progress> progress = roster.progress(id, change.partition());
            if (known.isEmpty()) {
                continue;
            }
            if (progress.isEmpty()) {
                forget();
                throw new FeedProcessor.DecideAgain("How far filter " + id + " is was not known");
            }
            KnownFilter filter = known.get();
            if (!progress.get().covers(filter, change.endpointId())) {
                steps.add(new MembershipChange.LeftToScan(id, change.partition(), progress.get()));
                continue;
            }
            boolean member = moves.contains(change.endpointId(), id);
            boolean matches = after.isPresent() && Evaluator.matches(filter.query(), after.get());
            if (member == matches) {
                continue;
            }
            boolean told = progress.get().phase() == Phase.ACTIVE;
            Move move = new Move(change.endpointId(), id, change.partition(), change.createdAt());
            steps.add(new MembershipChange.Moved(move, matches, progress.get()));
            if (told && matches) {
                matched.add(events.matched(change, filter));
            } else if (told) {
                unmatched.add(events.unmatched(change, filter));
            }
        }
        return new Decision(
                unmatched.isEmpty() && matched.isEmpty()
                        ? Consequences.Events.NONE
                        : new Consequences.Events(unmatched, matched),
                steps);
    }

    private Set<String> candidates(DocumentChange change, Document after) {
        ApplicationFilters filters = roster.application(change.application());
        return change.before()
                .map(FilterMembership::document)
                .map(before -> filters.candidates(before, after, change.diff().keys()))
                .orElseGet(() -> filters.candidates(after));
    }

    private static Document document(io.muster.epr.feed.Document document) {
        return new Document(document.appVersion(), document.metadata());
    }

    @Override
    public void acquired(Set<Integer> partitions) {
        roster.acquired(partitions);
        surveys.forget();
    }

    @Override
    public boolean step(Set<Integer> owned, FeedProcessor.Guard guard) {
        roster.keep(owned);
        if (owned.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        boolean idle = !fresh && !roster.evaluations().any(owned) && surveys.size() == 0;
        fresh = false;
        if (roster.forgotten() || idle || Duration.between(looked, now).compareTo(LOOK) >= 0) {
            stepped |= roster.upTo(MemberTable.read(database::query, Set.of()).revision());
            metrics.filters(
                    roster.active(), roster.pending(), roster.evaluations().size(owned) + surveys.size());
            looked = now;
        }
        stepped |= roster.evaluations().any(owned) || surveys.size() > 0;
        return evaluate(owned, guard) || surveys.underWay(NOT_LONG) || surveys.size() > 0;
    }

    /** Returns whether there is more to do at once. */
    private boolean evaluate(Set<Integer> owned, FeedProcessor.Guard guard) {
        try {
            surveys.step(owned, guard);
            roster.evaluations().next(owned).ifPresent(turn -> carryOut(turn, guard));
            return roster.evaluations().any(owned);
        } catch (RuntimeException unknownOutcome) {
            forget();
            throw unknownOutcome;
        }
    }

    private void carryOut(Evaluations.Turn turn, FeedProcessor.Guard guard) {
        switch (turn.phase()) {
            case SCAN -> scan.step(turn, guard);
            case CLEAR, DROP -> removal.step(turn, guard);
            case DONE, ACTIVE -> throw new IllegalStateException("Nothing is to be done when " + turn.phase());
        }
    }
}
