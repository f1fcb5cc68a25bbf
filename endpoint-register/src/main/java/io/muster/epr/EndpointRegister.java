package io.muster.epr;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.epr.batch.BatchWorker;
import io.muster.epr.batch.Batches;
import io.muster.epr.batch.Seal;
import io.muster.epr.connectivity.ConnectedListener;
import io.muster.epr.efmp.FilterResponder;
import io.muster.epr.endpoint.EndpointList;
import io.muster.epr.endpoint.EndpointStore;
import io.muster.epr.endpoint.EndpointTally;
import io.muster.epr.endpoint.EndpointWriter;
import io.muster.epr.endpoint.FilterLookup;
import io.muster.epr.epmmp.MetadataResponder;
import io.muster.epr.feed.EndpointFeed;
import io.muster.epr.filter.stored.FilterStore;
import io.muster.epr.filter.stored.FilterWriter;
import io.muster.epr.membership.FilterMembership;
import io.muster.epr.membership.FilterRecords;
import io.muster.epr.metadata.MetadataRules;
import io.muster.epr.registration.Healer;
import io.muster.epr.registration.Registration;
import io.muster.epr.registration.RegistrationRules;
import io.muster.epr.registration.TokenProvisioning;
import io.muster.epr.rest.EndpointFilterRoutes;
import io.muster.epr.rest.EndpointRegisterApi;
import io.muster.epr.rest.FilterRoutes;
import io.muster.epr.rest.SearchRoutes;
import io.muster.epr.search.QueryConditions;
import io.muster.epr.search.QueryReader;
import io.muster.epr.search.StoredFilterLookup;
import io.muster.platform.config.Applications;
import io.muster.platform.config.ServiceIdentity;
import io.muster.platform.feed.Feed;
import io.muster.platform.feed.FeedBell;
import io.muster.platform.feed.FeedHealth;
import io.muster.platform.feed.FeedMetrics;
import io.muster.platform.health.Health;
import io.muster.platform.http.Api;
import io.muster.platform.nats.Bus;
import io.muster.platform.nats.EventStream;
import io.muster.platform.nats.Responder;
import io.muster.platform.postgres.Database;
import io.muster.platform.postgres.Migrations;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * EPR, the Endpoint Register: which endpoints exist, in which application version they are, what their metadata is. This
 * class puts its parts together; how a change travels is told by {@link EndpointWriter} and {@link EndpointFeed}.
 */
public final class EndpointRegister implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointRegister.class);

    private final EndpointRegisterSettings settings;
    private final ServiceIdentity identity;
    private final Database database;
    private final Bus bus;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Supplier<Applications> applications;
    private final Feed feed;
    private final EndpointStore store;
    private final EndpointWriter writer;
    private final FilterStore filters;
    private final Registration registration;
    private final BatchWorker worker;
    private final MetadataRules rules;
    private final FeedBell bell;
    private final Api api;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    /**
     * Puts the service together; nothing runs before {@link #start}.
     *
     * @param identity its names on NATS
     * @param database its database; stays open when the service is closed
     * @param stream the event stream, prepared
     * @param applications the applications in force, asked each time
     * @param tokens where the first token of an endpoint is kept
     * @param seal keeps requests of batch jobs unreadable in the database
     */
    public EndpointRegister(
            EndpointRegisterSettings settings,
            ServiceIdentity identity,
            Database database,
            Bus bus,
            EventStream stream,
            MeterRegistry metrics,
            Clock clock,
            Supplier<Applications> applications,
            TokenProvisioning tokens,
            Seal seal) {
        this.settings = settings;
        this.identity = identity;
        this.database = database;
        this.bus = bus;
        this.metrics = metrics;
        this.clock = clock;
        this.applications = applications;
        this.rules = new MetadataRules(settings.metadata());
        String instance = identity.instanceName();
        String replica = identity.replicaId();
        EndpointFeed processor = new EndpointFeed(
                database.schema(),
                instance,
                replica,
                new FilterMembership(
                        database, instance, replica, settings.filters().chunk(), metrics, clock),
                List.of(new FilterRecords(database, instance, replica)));
        this.feed = new Feed(
                database,
                stream,
                processor,
                settings.feed(),
                new FeedMetrics(metrics, identity.instanceName()),
                identity.replicaId());
        this.bell = new FeedBell(bus, feed, identity.instanceName());
        this.store = new EndpointStore(database);
        this.filters = new FilterStore(database);
        QueryReader reader = new QueryReader(settings.filters().query());
        QueryConditions queries =
                new QueryConditions(database, settings.filters().maxExamined());
        FilterLookup lookup = new StoredFilterLookup(filters, reader, queries);
        EndpointList list = new EndpointList(database, applications);
        FilterWriter filterWriter =
                new FilterWriter(database, settings.filters().perApplication(), clock, bell::ring);
        this.writer = new EndpointWriter(database, tokens.together(), rules, settings.writes(), clock, bell::ring);
        this.registration = new Registration(database, writer, tokens, new RegistrationRules(applications, rules));
        this.worker = new BatchWorker(database, seal, writer, registration, identity.replicaId(), clock);
        this.api = EndpointRegisterApi.of(
                new EndpointRegisterApi.Parts(
                        store,
                        list,
                        new EndpointTally(database),
                        writer,
                        registration,
                        new Batches(worker, clock),
                        lookup,
                        rules,
                        applications,
                        settings.maxBatch()),
                Stream.of(
                                new FilterRoutes(filters, filterWriter, reader, applications).operations(),
                                new SearchRoutes(list, lookup, reader, queries, applications).operations(),
                                new EndpointFilterRoutes(store, filters).operations())
                        .flatMap(List::stream)
                        .toList());
    }

    /** Its REST API. */
    public Api api() {
        return api;
    }

    /** The stored endpoints, for callers within the process. */
    public EndpointStore endpoints() {
        return store;
    }

    /** Where endpoints are changed, for callers within the process. */
    public EndpointWriter writer() {
        return writer;
    }

    /**
     * Brings the schema up to date and starts to work.
     *
     * @throws IOException when NATS refuses
     */
    public void start() throws IOException {
        new Migrations(database, "feed", Feed.class).migrate();
        new Migrations(database, "epr", EndpointRegister.class).migrate();
        running.push(bell);
        feed.start();
        running.push(feed);
        worker.start();
        running.push(worker);
        running.push(Healer.start(registration, settings.abandonedAfter()));
        Responder responder = new Responder(bus, metrics, clock, settings.maxRequests());
        new MetadataResponder(store, writer, rules, settings.restrictedMetadataKeys(), clock)
                .start(responder, identity.instanceName());
        new FilterResponder(filters, store, clock, bus.maxPayload()).start(responder, identity.instanceName());
        running.push(responder);
        running.push(new ConnectedListener(
                bus, identity.instanceName(), settings.communicationInstance(), writer, applications, metrics));
    }

    /** How it fares: down without its database, degraded when changes cannot be published for long. */
    public Health.Part health() {
        return FeedHealth.of(feed, settings.feed().late());
    }

    /** Takes no more work over NATS, finishes what is in work, publishes what waits. */
    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception failure) {
                LOG.warn("A part of the endpoint register did not stop cleanly", failure);
            }
        }
    }
}
