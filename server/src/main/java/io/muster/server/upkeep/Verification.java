package io.muster.server.upkeep;

import io.muster.cm.token.TokenHolders;
import io.muster.epr.endpoint.EndpointRoll;
import io.muster.epr.endpoint.TallyAudit;
import io.muster.epr.membership.MembershipAudit;
import io.muster.epr.membership.MembershipFindings;
import io.muster.platform.feed.Backlog;
import io.muster.platform.feed.ParkedRecord;
import io.muster.platform.feed.ParkedRecords;
import io.muster.platform.postgres.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks through an installation for what should not be, and mends it when told to. May run beside any number of replicas;
 * goes through tables in chunks, so memory does not grow with the fleet.
 */
public final class Verification {

    private static final int CHUNK = 1_000;
    private static final int EXAMPLES = 10;

    /** A registration makes the token first; longer than any takes. */
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private final Stores stores;
    private final Duration late;
    private final Set<Repair> repairs;
    private final Clock clock;
    private final List<String> figures = new ArrayList<>();
    private final List<Report.Finding> findings = new ArrayList<>();

    /**
     * Looks at these databases.
     *
     * @param late age of a waiting change from which on it is a finding
     * @param repairs what is mended
     */
    public Verification(Stores stores, Duration late, Set<Repair> repairs, Clock clock) {
        this.stores = stores;
        this.late = late;
        this.repairs = Set.copyOf(repairs);
        this.clock = clock;
    }

    /** Does it; {@code progress} hears a line now and then. */
    public Report run(Consumer<String> progress) {
        for (String schema : stores.names()) {
            stores.schema(schema).ifPresent(database -> feed(schema, database));
        }
        Optional<Database> register = stores.schema(Component.EPR.schema());
        Optional<Database> credentials = stores.schema(Component.CM.schema());
        if (register.isPresent() && credentials.isPresent()) {
            compare(new EndpointRoll(register.get()), new TokenHolders(credentials.get()), progress);
        } else {
            figures.add("endpoints and tokens are not compared: one of their schemas is not in this database");
        }
        register.ifPresent(database -> {
            members(database, progress);
            totals(new TallyAudit(database));
        });
        return new Report(figures, findings);
    }

    private void feed(String schema, Database database) {
        ParkedRecords parked = new ParkedRecords(database);
        Backlog backlog = parked.backlog();
        long replicas = database.query("SELECT count(*) FROM feed_replica WHERE until > now()")
                .iterator()
                .next()
                .getLong(0);
        figures.add("%s: %d replicas at work, %d changes wait to be published"
                .formatted(schema, replicas, backlog.waiting()));
        if (backlog.oldest().compareTo(late) > 0) {
            found(
                    "changes-late",
                    "changes of " + schema + " wait to be published, the oldest for "
                            + backlog.oldest().toSeconds() + " s",
                    backlog.waiting(),
                    0,
                    List.of(),
                    replicas == 0
                            ? "start Muster: no replica of " + schema + " is at work"
                            : "see whether NATS can be reached, and the log of the replicas");
        }
        List<String> examples = parked.oldest(EXAMPLES).stream()
                .map(record -> shown(schema, record))
                .toList();
        found(
                "changes-parked",
                "changes of " + schema + " could not be published",
                backlog.parked(),
                repairs.contains(Repair.PARKED) ? parked.retry() : 0,
                examples,
                "mend the cause and try again with --repair parked; muster feed shows all of them");
    }

    /** One line about a parked change. */
    static String shown(String schema, ParkedRecord record) {
        return "%s-%d: %s %s of %s, %d wait behind it: %s"
                .formatted(
                        schema,
                        record.sequence(),
                        record.kind(),
                        record.subject(),
                        record.createdAt(),
                        record.held(),
                        record.reason());
    }

    private void compare(EndpointRoll register, TokenHolders tokens, Consumer<String> progress) {
        Instant settled = clock.instant().minus(SETTLED);
        Tally orphans = new Tally();
        List<String> holders = tokens.after("", settled, CHUNK);
        for (long seen = 0; !holders.isEmpty(); holders = tokens.after(holders.getLast(), settled, CHUNK)) {
            for (String orphan : without(holders, register.among(holders))) {
                orphans.add("endpoint " + orphan);
                if (repairs.contains(Repair.TOKENS)) {
                    orphans.mended += tokens.drop(orphan, settled) > 0 ? 1 : 0;
                }
            }
            seen += holders.size();
            progress.accept(seen + " holders of tokens are compared with the register");
        }
        Tally bare = new Tally();
        List<String> endpoints = register.after("", CHUNK);
        for (; !endpoints.isEmpty(); endpoints = register.after(endpoints.getLast(), CHUNK)) {
            without(endpoints, tokens.among(endpoints)).forEach(id -> bare.add("endpoint " + id));
        }
        found(
                "tokens-without-endpoint",
                "endpoint IDs have tokens and no endpoint",
                orphans.count,
                orphans.mended,
                orphans.examples,
                "register them if the tokens were made ahead, or revoke the tokens with --repair tokens");
        found(
                "endpoints-without-token",
                "endpoints have no token and cannot connect",
                bare.count,
                0,
                bare.examples,
                "give them one (POST /cm/api/v1/endpoints/ID/tokens) or delete them");
    }

    private static List<String> without(List<String> ids, Collection<String> known) {
        return ids.stream().filter(id -> !known.contains(id)).toList();
    }

    private void members(Database database, Consumer<String> progress) {
        MembershipFindings found = new MembershipAudit(database, clock)
                .run(
                        repairs.contains(Repair.MEMBERS),
                        endpoints -> progress.accept("membership of " + endpoints + " endpoints is recomputed"));
        figures.add(
                "%d endpoints, %d active filters recomputed, %d filters pending, %d endpoints with waiting changes left out"
                        .formatted(found.endpoints(), found.judged(), found.pending(), found.changing()));
        long wrong = found.missing().count() + found.surplus().count();
        List<String> examples = new ArrayList<>();
        found.missing().examples().forEach(pair -> examples.add("missing: " + pair));
        found.surplus().examples().forEach(pair -> examples.add("not to be: " + pair));
        found(
                "members-wrong",
                "stored members of filters are not what the queries say",
                wrong,
                found.mended(),
                examples,
                "mend them with --repair members; what a change waits for is left to the feed");
        found(
                "counters-wrong",
                "member counters of filters are wrong",
                found.counters().count(),
                found.mendedCounters(),
                found.counters().examples(),
                "mend them with --repair members");
        found(
                "filters-unreadable",
                "filters have a stored query that cannot be read",
                found.unreadable().size(),
                0,
                found.unreadable(),
                "give them another query or delete them");
    }

    private void totals(TallyAudit audit) {
        List<TallyAudit.Wrong> wrong = audit.find();
        found(
                "totals-wrong",
                "stored totals of endpoints and metadata keys are wrong",
                wrong.size(),
                repairs.contains(Repair.TOTALS) ? audit.mend(wrong) : 0,
                wrong.stream().limit(EXAMPLES).map(TallyAudit.Wrong::text).toList(),
                "mend them with --repair totals");
    }

    private void found(String name, String what, long count, long mended, List<String> examples, String advice) {
        if (count > 0) {
            findings.add(new Report.Finding(name, what, count, Math.min(count, mended), examples, advice));
        }
    }

    /** Counts, and keeps the first few. */
    private static final class Tally {
        private long count;
        private long mended;
        private final List<String> examples = new ArrayList<>();

        void add(String example) {
            count++;
            if (examples.size() < EXAMPLES) {
                examples.add(example);
            }
        }
    }
}
