package io.muster.epr.filter.stored;

import io.muster.contract.error.Refusal;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Micros;
import io.muster.platform.feed.Partitions;
import io.muster.platform.http.EntityTags;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.muster.platform.postgres.TimeOrderedId;
import io.muster.platform.trace.Correlation;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes and deletes filters. Each write is one transaction together with its change record and a tick of the
 * filter clock; locks are taken in the order progress rows, filter, clock, as everywhere.
 */
public final class FilterWriter {

    private static final int ATTEMPTS = 10;
    private static final Set<Integer> EVERYWHERE =
            IntStream.range(0, Partitions.COUNT).boxed().collect(Collectors.toUnmodifiableSet());

    private final Database database;
    private final FilterStore store;
    private final int perApplication;
    private final Clock clock;
    private final Consumer<Set<Integer>> changed;

    /**
     * Writes to the tables of {@code database}.
     *
     * @param perApplication largest number of filters of one application
     * @param changed is told, after the commit, the feed partitions that have something new
     */
    public FilterWriter(Database database, int perApplication, Clock clock, Consumer<Set<Integer>> changed) {
        this.database = database;
        this.store = new FilterStore(database);
        this.perApplication = perApplication;
        this.clock = clock;
        this.changed = changed;
    }

    /**
     * Creates a filter, which is pending until all endpoints are evaluated.
     *
     * @throws io.muster.contract.error.Refused 409 when the name is taken or the application has too many filters
     */
    public StoredFilter create(FilterDraft draft) {
        String id = TimeOrderedId.next().toString();
        FilterRecord record = new FilterRecord(draft.application(), draft.name(), 1);
        int created = naming(
                draft.name(),
                draft.application(),
                () -> database.update(
                        """
                WITH clock AS (UPDATE filter_clock SET revision = revision + 1 RETURNING revision),
                created AS (
                  INSERT INTO filter (filter_id, application, name, description, query, status, generation, edition,
                    revision, created_at, updated_at)
                  SELECT $1, $2, $3, $4, $5, 'pending', 1, 1, clock.revision, $6, $6 FROM clock
                  WHERE (SELECT count(*) FROM filter WHERE application = $2 AND status <> 'deleted') < $7
                  RETURNING filter_id),
                progress AS (
                  INSERT INTO filter_partition (filter_id, partition, generation, phase, cursor, matched)
                  SELECT filter_id, partition, 1, 'scan', '', 0 FROM created, generate_series(0, $8) partition)
                INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at)
                SELECT $9, $10, filter_id, $11, $12, $6 FROM created""",
                        id,
                        draft.application(),
                        orNull(draft.name()),
                        orNull(draft.description()),
                        Json.text(draft.query()),
                        Micros.parameter(Micros.cut(clock.instant())),
                        (long) perApplication,
                        Partitions.COUNT - 1,
                        Partitions.of(id),
                        FilterRecord.PENDING,
                        record.body(),
                        Correlation.current()));
        if (created == 0) {
            throw Refusal.conflict(
                            "Application [%s] has %d filters, which is the limit kaa.epr.filters.max-per-application; delete one"
                                    .formatted(draft.application(), perApplication))
                    .refused();
        }
        changed.accept(EVERYWHERE);
        return store.get(draft.application(), id);
    }

    /**
     * Changes a filter. Another query makes it pending; anything else leaves its state alone.
     *
     * @param ifMatch what the caller has seen
     * @throws io.muster.contract.error.Refused 404, 409 when the name is taken, 412
     */
    public StoredFilter change(String application, String filterId, FilterPatch patch, Optional<EntityTags> ifMatch) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            StoredFilter before = store.get(application, filterId);
            check(before, ifMatch);
            StoredFilter after = patch.appliedTo(before);
            if (after.equals(before)) {
                return before;
            }
            boolean anew = patch.anotherQuery(before);
            if (naming(after.name(), application, () -> racing(() -> write(before, after, anew)))) {
                changed.accept(EVERYWHERE);
                return store.get(application, filterId);
            }
        }
        throw overtaken(filterId);
    }

    private boolean write(StoredFilter before, StoredFilter after, boolean anew) {
        return database.inTransaction(tx -> {
            boolean told = anew && reset(tx, after.id(), "clear");
            int written = tx.update(
                    """
                    UPDATE filter SET name = $3, description = $4, query = $5, updated_at = $6, edition = edition + 1,
                      generation = generation + CASE WHEN $7 THEN 1 ELSE 0 END,
                      status = CASE WHEN $7 THEN 'pending' ELSE status END
                    WHERE filter_id = $1 AND edition = $2 AND status <> 'deleted'""",
                    after.id(),
                    before.edition(),
                    orNull(after.name()),
                    orNull(after.description()),
                    Json.text(after.query()),
                    Micros.parameter(Micros.cut(clock.instant())),
                    anew);
            if (written == 0) {
                throw new Overtaken();
            }
            if (told) {
                record(tx, FilterRecord.PENDING, after);
            }
            tick(tx, after.id());
            return true;
        });
    }

    /**
     * Deletes a filter; what it held is removed in the background.
     *
     * @throws io.muster.contract.error.Refused 404, 412
     */
    public void delete(String application, String filterId, Optional<EntityTags> ifMatch) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            StoredFilter before = store.get(application, filterId);
            check(before, ifMatch);
            if (naming(before.name(), application, () -> racing(() -> erase(before)))) {
                changed.accept(EVERYWHERE);
                return;
            }
        }
        throw overtaken(filterId);
    }

    private boolean erase(StoredFilter before) {
        return database.inTransaction(tx -> {
            reset(tx, before.id(), "drop");
            int written = tx.update("""
                    UPDATE filter SET status = 'deleted', name = NULL, generation = generation + 1
                    WHERE filter_id = $1 AND edition = $2 AND status <> 'deleted'""", before.id(), before.edition());
            if (written == 0) {
                throw new Overtaken();
            }
            record(tx, FilterRecord.DELETED, before);
            tick(tx, before.id());
            return true;
        });
    }

    /**
     * Starts all partitions anew.
     *
     * @return whether listeners know the filter as active, or are about to hear so
     */
    private static boolean reset(Database.Transaction tx, String filterId, String phase) {
        boolean complete = tx.query("""
                                SELECT FROM (
                                  SELECT phase FROM filter_partition WHERE filter_id = $1 ORDER BY partition FOR UPDATE) p
                                WHERE phase NOT IN ('done', 'active') LIMIT 1""", filterId).size() == 0;
        tx.update("""
                UPDATE filter_partition SET generation = generation + 1, phase = $2, cursor = '', matched = 0
                WHERE filter_id = $1""", filterId, phase);
        return complete;
    }

    private void record(Database.Transaction tx, String kind, StoredFilter filter) {
        tx.update(
                """
                INSERT INTO change_record (partition, kind, subject, body, correlation_id, created_at)
                VALUES ($1, $2, $3, $4, $5, $6)""",
                Partitions.of(filter.id()),
                kind,
                filter.id(),
                new FilterRecord(filter.application(), filter.name(), filter.generation()).body(),
                Correlation.current(),
                Micros.parameter(Micros.cut(clock.instant())));
    }

    private static void tick(Database.Transaction tx, String filterId) {
        tx.update("""
                WITH clock AS (UPDATE filter_clock SET revision = revision + 1 RETURNING revision)
                UPDATE filter f SET revision = clock.revision FROM clock WHERE f.filter_id = $1""", filterId);
    }

    private static void check(StoredFilter filter, Optional<EntityTags> ifMatch) {
        if (ifMatch.isPresent() && !filter.seenIn(ifMatch.get())) {
            throw Refusal.preconditionFailed("Filter [%s] was changed: it is in edition %d with ETag \"%s\""
                            .formatted(filter.id(), filter.edition(), filter.tag()))
                    .refused();
        }
    }

    private static RuntimeException overtaken(String filterId) {
        return Refusal.unavailable(
                        "Filter [" + filterId + "] is changed by others all the time; try again", Duration.ofSeconds(1))
                .refused();
    }

    /** Lost a race: rolls the transaction back. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("Overtaken", null, false, false);
        }
    }

    private static boolean racing(Supplier<Boolean> write) {
        try {
            return write.get();
        } catch (Overtaken lost) {
            return false;
        }
    }

    /** Tries again what lost against a concurrent transaction, and turns a name taken into a refusal. */
    private static <T> T naming(Optional<String> name, String application, Supplier<T> write) {
        for (int attempt = 1; ; attempt++) {
            try {
                return write.get();
            } catch (DatabaseFailure failure) {
                if (failure.violates("filter_name")) {
                    throw Refusal.conflict("Filter name \"%s\" is taken in application [%s]"
                                    .formatted(name.orElse(""), application))
                            .refused();
                }
                if (!failure.retryable() || attempt >= ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    private static @Nullable String orNull(Optional<String> text) {
        return text.orElse(null);
    }
}
