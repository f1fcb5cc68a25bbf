package io.muster.server.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cm.token.BulkTokens;
import io.muster.contract.error.Refusal;
import io.muster.contract.name.EndpointToken;
import io.muster.epr.endpoint.NewEndpoint;
import io.muster.epr.registration.BulkRegistration;
import io.muster.platform.postgres.Database;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Registers lines in a transaction: endpoints, change records and tokens, all or nothing of each line. */
final class Writing {

    private static final List<String> TOKEN_COLUMNS = List.of("line", "endpointId", "endpointToken");
    private static final List<String> ERROR_COLUMNS = List.of("line", "endpointId", "reason");

    private final BulkTokens tokens;

    Writing(BulkTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * What came of lines.
     *
     * @param refused why, by number of the line, in the order of the lines
     * @param made tokens of the lines whose outcome holds what the file does not
     */
    record Outcome(long registered, List<Refused> refused, Map<Line.Wanted, EndpointToken> made) {}

    /** A line that was refused. */
    record Refused(Line line, Optional<String> endpointId, Refusal refusal) {

        String text(Form form) {
            ObjectNode error = JsonNodeFactory.instance.objectNode();
            error.put("line", line.number());
            endpointId.ifPresent(id -> error.put("endpointId", id));
            error.put("reason", refusal.message());
            return form.line(ERROR_COLUMNS, error);
        }
    }

    static String errorHead(Form form) {
        return form.head(ERROR_COLUMNS);
    }

    static String tokenHead(Form form) {
        return form.head(TOKEN_COLUMNS);
    }

    static String made(Form form, Line.Wanted line, EndpointToken token) {
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        made.put("line", line.number());
        made.put("endpointId", line.endpointId());
        made.put("endpointToken", token.value());
        return form.line(TOKEN_COLUMNS, made);
    }

    /** Carries them out in their order, as if each came alone. */
    Outcome carryOut(Database.Transaction tx, List<Line> lines, String attempt) {
        // By identity: equality of lines is that of whole documents.
        Map<Line, Refused> refused = new IdentityHashMap<>();
        Map<Line.Wanted, EndpointToken> stored = new IdentityHashMap<>();
        List<Line.Wanted> group = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Line line : lines) {
            switch (line) {
                case Line.Unfit unfit -> refused.put(unfit, new Refused(unfit, unfit.endpointId(), unfit.refusal()));
                case Line.Wanted wanted -> {
                    // The second of an ID sees what became of the first.
                    if (!ids.add(wanted.endpointId())) {
                        register(tx, group, attempt, refused, stored);
                        group.clear();
                        ids.clear();
                        ids.add(wanted.endpointId());
                    }
                    group.add(wanted);
                }
            }
        }
        register(tx, group, attempt, refused, stored);
        List<Refused> inOrder = lines.stream()
                .flatMap(line -> Optional.ofNullable(refused.get(line)).stream())
                .toList();
        return new Outcome(stored.size(), inOrder, stored);
    }

    private void register(
            Database.Transaction tx,
            List<Line.Wanted> group,
            String attempt,
            Map<Line, Refused> refused,
            Map<Line.Wanted, EndpointToken> stored) {
        List<String> named = group.stream()
                .filter(Line.Wanted::named)
                .map(Line.Wanted::endpointId)
                .toList();
        Map<String, Refusal> taken = BulkRegistration.hold(tx, named, attempt);
        List<Line.Wanted> free = new ArrayList<>();
        for (Line.Wanted line : group) {
            Optional<Refusal> no = Optional.ofNullable(taken.get(line.endpointId()));
            no.ifPresentOrElse(
                    refusal -> refused.put(line, new Refused(line, Optional.of(line.endpointId()), refusal)),
                    () -> free.add(line));
        }
        List<NewEndpoint> endpoints = new ArrayList<>();
        List<Optional<EndpointToken>> provisioned =
                tokens.store(tx, free.stream().map(Line.Wanted::token).toList());
        for (int i = 0; i < free.size(); i++) {
            Line.Wanted line = free.get(i);
            Optional<EndpointToken> token = provisioned.get(i);
            if (token.isPresent()) {
                endpoints.add(line.endpoint());
                stored.put(line, token.get());
            } else {
                String id = line.endpointId();
                refused.put(
                        line,
                        new Refused(
                                line,
                                Optional.of(id),
                                BulkTokens.taken(line.endpoint().application())));
            }
        }
        BulkRegistration.store(tx, endpoints, named, attempt);
    }
}
