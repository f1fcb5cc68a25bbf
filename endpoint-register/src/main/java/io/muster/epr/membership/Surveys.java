package io.muster.epr.membership;

import io.muster.epr.feed.DocumentChange;
import io.muster.epr.filter.sql.SqlPredicate;
import io.muster.epr.filter.sql.SqlTranslation;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.postgres.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * First evaluations by {@linkplain Survey surveys}, one at a time, of filters that are created while few others are. Of
 * many filters each document is judged once for all of them, in the steps of a {@link Scan}.
 */
final class Surveys {

    /** Beyond this number of filters a scan in steps, which they share, costs less than a survey of each. */
    private static final int FEW = 4;

    private final Database database;
    private final FilterRoster roster;
    private final int most;
    private final MembershipMetrics metrics;
    private final Activation activation;
    private Optional<Survey> underWay = Optional.empty();
    /** Left to the scan in steps. */
    private final Set<KnownFilter> unsuited = new HashSet<>();

    /** @param most endpoints that one survey may find, and that may change or be about to change meanwhile */
    Surveys(Database database, FilterRoster roster, int most, MembershipMetrics metrics, Clock clock) {
        this.database = database;
        this.roster = roster;
        this.most = most;
        this.metrics = metrics;
        this.activation = new Activation(clock);
    }

    /** The feed works on these changes. */
    void changed(List<DocumentChange> batch) {
        underWay.ifPresent(survey -> batch.forEach(change -> survey.changed(change.endpointId())));
    }

    /** Nothing that was seen counts. */
    void forget() {
        underWay = Optional.empty();
    }

    /** Whether one is under way after that time. */
    boolean underWay(Duration patience) {
        return underWay.stream().anyMatch(survey -> !survey.ended(patience));
    }

    /** Filters times partitions that are surveyed. */
    int size() {
        return underWay.map(survey -> survey.partitions().size()).orElse(0);
    }

    /** Begins one if there is a filter for it, or stores what one has found. */
    void step(Set<Integer> owned, FeedProcessor.Guard guard) {
        if (underWay.isEmpty()) {
            begin(owned);
            return;
        }
        Survey survey = underWay.get();
        if (!owned.containsAll(survey.partitions())) {
            roster.giveBack(survey.filter(), survey.partitions());
            underWay = Optional.empty();
        } else if (survey.ended(Duration.ZERO)) {
            long start = System.nanoTime();
            underWay = Optional.empty();
            if (!store(survey, guard)) {
                unsuited.add(survey.filter());
                roster.giveBack(survey.filter(), survey.partitions());
            }
            metrics.scanned(System.nanoTime() - start);
        }
    }

    private void begin(Set<Integer> owned) {
        List<KnownFilter> fresh = roster.evaluations().fresh(owned, FEW).stream()
                .flatMap(id -> roster.filter(id).stream())
                .toList();
        unsuited.retainAll(fresh);
        for (KnownFilter filter : fresh) {
            SqlPredicate predicate = SqlTranslation.translate(filter.query(), Survey.PARAMETERS + 1);
            if (predicate.exact() && !unsuited.contains(filter)) {
                roster.withhold(filter, owned);
                underWay = Optional.of(Survey.begin(database, filter, predicate, owned, most));
                return;
            }
        }
    }

    /** Returns whether the filter is evaluated now. */
    private boolean store(Survey survey, FeedProcessor.Guard guard) {
        Optional<List<Move>> found = survey.found();
        if (found.isEmpty() || !database.inTransaction(tx -> store(tx, survey, found.get(), guard))) {
            return false;
        }
        KnownFilter filter = survey.filter();
        Progress done = new Progress(filter.generation(), Phase.DONE, Progress.END);
        survey.partitions().forEach(partition -> roster.set(filter.id(), filter.application(), partition, done));
        return true;
    }

    private boolean store(Database.Transaction tx, Survey survey, List<Move> found, FeedProcessor.Guard guard) {
        KnownFilter filter = survey.filter();
        Map<String, KnownFilter> filters = Map.of(filter.id(), filter);
        guard.check(tx, survey.partitions());
        ProgressTable.lock(tx, filters, survey.partitions(), "");
        if (manyWait(tx)) {
            return false;
        }
        MemberTable.add(tx, found);
        // In this order, as in a scan: a record may appear in between.
        Judging judging = new Judging(filters, roster.application(filter.application()));
        MemberTable.add(tx, judging.among(tx, survey.range(), survey.changed()));
        MemberTable.add(tx, judging.waiting(tx, survey.range()));
        ProgressTable.advance(tx, filters.keySet(), survey.partitions(), Progress.END);
        activation.record(tx, filters.values());
        return true;
    }

    /** Behind an import there may be as many changes as endpoints. */
    private boolean manyWait(Database.Transaction tx) {
        return tx.query("SELECT FROM change_record LIMIT $1", most + 1L).size() > most;
    }
}
