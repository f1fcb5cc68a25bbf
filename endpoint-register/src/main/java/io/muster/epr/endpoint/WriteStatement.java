package io.muster.epr.endpoint;

import io.muster.contract.json.Json;
import io.muster.platform.feed.Content;
import io.muster.platform.feed.Written;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.DatabaseFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one statement that changes endpoints: rows, change records, registration intents and first tokens in a single
 * commit, each row only if it is still in the revision that the decision was made on. What lost that race is left out,
 * records included; the others are not harmed. See {@link WriteForms} for how it is written.
 */
final class WriteStatement {

    private final Database database;
    private final WriteForms forms;

    /** @param tokens where first tokens are stored, if they can be stored with their endpoints */
    WriteStatement(Database database, Optional<? extends TokenTable> tokens) {
        this.database = database;
        this.forms = new WriteForms(tokens);
    }

    /**
     * One change to store.
     *
     * @param attempt registration intent that must stand, and goes; empty for none
     * @param token stored with a new endpoint, which is left out if the value of the token is taken
     * @param metadata after the change, as text
     * @param body of the change record
     */
    record Item(
            Decision.Effective decision,
            String attempt,
            Optional<FirstToken> token,
            String correlationId,
            String metadata,
            String body) {

        /** A change with documents larger than this in all is read again rather than kept. */
        private static final int MOST_KEPT = 1 << 14;

        /** @param oldText the metadata before, where it is known how it is written */
        static Item of(
                Decision.Effective decision,
                String attempt,
                Optional<FirstToken> token,
                String correlationId,
                Optional<String> oldText) {
            String metadata =
                    decision.after().map(after -> Json.text(after.metadata())).orElse("{}");
            return new Item(
                    decision,
                    attempt,
                    token,
                    correlationId,
                    metadata,
                    decision.change().body(oldText, metadata));
        }

        /** Its change record, once it is stored. */
        Written written(long sequence) {
            return new Written(
                    sequence,
                    row().partition(),
                    Optional.<Content>of(decision.change()).filter(change -> body.length() <= MOST_KEPT));
        }

        Endpoint row() {
            return decision.after().or(decision::before).orElseThrow();
        }

        WriteForms.Operation operation() {
            if (decision.before().isPresent()) {
                return decision.after().isPresent() ? WriteForms.Operation.UPDATE : WriteForms.Operation.DELETE;
            }
            if (token.isPresent()) {
                return WriteForms.Operation.PAIR;
            }
            return attempt.isEmpty() ? WriteForms.Operation.INSERT : WriteForms.Operation.CLAIM;
        }
    }

    /**
     * Stores the items, each of another endpoint.
     *
     * @return the IDs of those endpoints that were changed, with the sequence numbers of their change records
     * @throws io.muster.platform.postgres.DatabaseFailure when nothing was stored; among other reasons since an endpoint
     *     that comes with its token {@linkplain #exists exists} already
     */
    Map<String, Long> run(List<Item> items) {
        Set<WriteForms.Operation> operations = EnumSet.noneOf(WriteForms.Operation.class);
        items.forEach(item -> operations.add(item.operation()));
        List<Object> parameters = parameters(items);
        if (operations.contains(WriteForms.Operation.PAIR)) {
            parameters.add(tokens(items, FirstToken::id).toArray(UUID[]::new));
            parameters.add(tokens(items, FirstToken::hash).toArray(Buffer[]::new));
        }
        Map<String, Long> done = new HashMap<>();
        for (Row row : database.query(forms.of(operations), parameters.toArray())) {
            done.put(row.getString(0), row.getLong(1));
        }
        return done;
    }

    /** Whether nothing was stored since an endpoint that comes with its token exists already. */
    static boolean exists(DatabaseFailure failure) {
        return failure.violates("endpoint_pkey");
    }

    private static List<Object> parameters(List<Item> items) {
        return new ArrayList<>(List.<Object>of(
                texts(items, item -> item.operation().word()),
                texts(items, item -> item.row().id()),
                items.stream().map(item -> item.row().partition()).toArray(Short[]::new),
                texts(items, item -> item.row().application()),
                texts(items, item -> item.row().appVersion()),
                times(items, item -> Optional.of(item.row().appVersionSince())),
                times(items, item -> item.row().appVersionReportedAt()),
                texts(items, Item::metadata),
                numbers(items, item -> item.row().metadataRevision()),
                times(items, item -> item.row().metadataUpdatedAt()),
                numbers(items, item -> item.row().revision()),
                times(items, item -> Optional.of(item.row().createdAt())),
                numbers(
                        items,
                        item -> item.decision().before().map(Endpoint::revision).orElse(0L)),
                texts(items, Item::attempt),
                texts(items, item -> item.decision().change().kind().text()),
                texts(items, Item::body),
                texts(items, Item::correlationId),
                times(items, item -> Optional.of(item.decision().change().at())),
                times(items, item -> item.decision().before().map(Endpoint::appVersionSince)),
                times(items, item -> item.decision().before().flatMap(Endpoint::metadataUpdatedAt))));
    }

    private static <T> Stream<@Nullable T> tokens(List<Item> items, Function<FirstToken, T> member) {
        return items.stream().map(item -> item.token().map(member).orElse(null));
    }

    private static String[] texts(List<Item> items, Function<Item, String> value) {
        return items.stream().map(value).toArray(String[]::new);
    }

    private static Long[] numbers(List<Item> items, Function<Item, Long> value) {
        return items.stream().map(value).toArray(Long[]::new);
    }

    private static @Nullable OffsetDateTime[] times(List<Item> items, Function<Item, Optional<Instant>> value) {
        Stream<@Nullable OffsetDateTime> times = items.stream()
                .map(item -> value.apply(item).map(Micros::parameter).orElse(null));
        return times.toArray(OffsetDateTime[]::new);
    }
}
