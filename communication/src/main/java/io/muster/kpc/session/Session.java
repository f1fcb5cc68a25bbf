package io.muster.kpc.session;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.contract.name.EndpointToken;
import io.muster.kpc.extension.Answer;
import io.muster.kpc.extension.Route;
import io.muster.kpc.identity.EndpointIdentity;
import io.muster.kpc.identity.Verdict;
import io.muster.platform.trace.Correlation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints that speak on one connection, and their messages on the way. All state belongs to the connection's event
 * loop; what comes from other threads is handed over to it.
 *
 * <p>Messages under one token are forwarded in the order in which they came: those that arrive before it is known whom
 * the token stands for wait for that. Messages under different tokens do not wait for each other.
 */
public final class Session implements Holder {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    /** Requests that are refused in a row before the client is read no further. */
    private static final int MOST_REFUSALS = 3;

    private static final Refusal REVOKED = Refusal.forbidden("The endpoint token is suspended or revoked");

    private final Sessions shared;
    private final Link link;
    private final Map<Pass.Key, Pass> passes = new HashMap<>();
    private final Map<String, Line> lines = new HashMap<>();
    private final Conversations conversations;
    private int unidentified;
    private int identifying;
    private boolean awaitingRoom;
    private int refusals;
    private boolean ending;
    private boolean ended;

    /** An endpoint that speaks here: its version and the token it used last. */
    private record Line(String version, EndpointToken token) {}

    Session(Sessions shared, Link link) {
        this.shared = shared;
        this.link = link;
        this.conversations = new Conversations(shared, link);
    }

    /** Takes a message of the client in; whatever becomes of it, the client is told where 1/KP has a way. */
    public void publish(Publication publication) {
        String correlationId = Correlation.newId();
        Correlation.run(correlationId, () -> {
            Route route;
            try {
                route = shared.routing().route(publication.topic());
            } catch (Refused bad) {
                shared.received().count("refused");
                link.deliver(Delivery.refusal(publication, bad.refusal()));
                return;
            }
            Request request = new Request(correlationId, publication, route);
            Optional<EndpointToken> token = route.request().token();
            if (token.isPresent()) {
                identify(request, new Pass.Key(route.application(), token.get()));
            } else {
                hand(request, Optional.empty());
            }
        });
    }

    private void identify(Request request, Pass.Key key) {
        Pass pass = passes.get(key);
        if (pass != null && pass.identity != null) {
            forward(request, key.token(), pass.identity);
            return;
        }
        if (pass == null) {
            if (passes.size() >= shared.settings().maxTokens()) {
                conversations.refuse(
                        request,
                        new Refusal(
                                Kind.TOO_MANY,
                                "More than " + shared.settings().maxTokens()
                                        + " endpoint tokens are in use on this connection"));
                return;
            }
            pass = new Pass();
            passes.put(key, pass);
            ask(key, pass);
        }
        pass.waiting.add(request);
        unidentified++;
    }

    private void ask(Pass.Key key, Pass pass) {
        identifying++;
        String correlationId = Correlation.current();
        long asked = System.nanoTime();
        shared.identification().endpoint(key.application(), key.token(), verdict -> link.loop()
                .execute(() -> Correlation.run(correlationId, () -> identified(key, pass, verdict, asked))));
    }

    private void identified(Pass.Key key, Pass pass, Verdict<EndpointIdentity> verdict, long asked) {
        identifying--;
        unidentified -= pass.waiting.size();
        switch (verdict) {
            case Verdict.Granted<EndpointIdentity>(EndpointIdentity identity) -> admit(key, pass, identity, asked);
            case Verdict.Denied<EndpointIdentity>(Refusal refusal) -> deny(key, pass, refusal);
        }
        link.relieved();
        finish();
    }

    private void admit(Pass.Key key, Pass pass, EndpointIdentity identity, long asked) {
        if (shared.revoked().since(identity.tokenId(), asked)) {
            deny(key, pass, REVOKED);
            return;
        }
        pass.identity = identity;
        Request first = pass.waiting.element();
        announce(first, key.token(), identity);
        // Looked at again now that the endpoint is owned: a revocation either is seen here or finds the owner.
        if (shared.revoked().since(identity.tokenId(), asked)) {
            deny(key, pass, REVOKED);
            leave(identity.endpointId());
            return;
        }
        pass.waiting.forEach(
                request -> Correlation.run(request.correlationId(), () -> forward(request, key.token(), identity)));
        pass.waiting.clear();
    }

    private void deny(Pass.Key key, Pass pass, Refusal refusal) {
        LOG.debug("A token was not accepted: {}", refusal.message());
        passes.remove(key, pass);
        pass.waiting.forEach(request -> conversations.refuse(request, refusal));
        pass.waiting.clear();
        link.denied(refusal);
    }

    private void forward(Request request, EndpointToken token, EndpointIdentity identity) {
        announce(request, token, identity);
        hand(request, Optional.of(identity.endpointId()));
    }

    /**
     * A client that asks for more than its share is told so, and then read no further until others had their turn: who
     * goes on regardless must not keep the event loop busy with refusals.
     */
    private void hand(Request request, Optional<String> endpointId) {
        Optional<Refusal> refusal = conversations.forward(request, endpointId);
        refusals = refusal.filter(why -> why.retryAfter().isPresent()).isPresent() ? refusals + 1 : 0;
    }

    /** The first message of an endpoint, or one under another application version, is news to the platform. */
    private void announce(Request request, EndpointToken token, EndpointIdentity identity) {
        Line before = lines.put(identity.endpointId(), new Line(request.route().version(), token));
        if (before == null || !before.version.equals(request.route().version())) {
            LOG.debug("Endpoint {} is connected", identity.endpointId());
            shared.presence().claim(this, identity.endpointId(), request.route().version());
        }
    }

    /** How many messages are in work: waiting for an identification or for an extension. */
    public int inWork() {
        return unidentified + conversations.waiting();
    }

    /** Whether more may be taken in now. */
    public boolean hasRoom() {
        return refusals < MOST_REFUSALS
                && inWork() < shared.settings().maxInFlight()
                && shared.extensions().room().isFree(inWork());
    }

    /** Has {@link Link#relieved} called when there may be room again, also if other sessions are in the way. */
    public void awaitRoom() {
        if (!awaitingRoom && inWork() < shared.settings().maxInFlight()) {
            awaitingRoom = true;
            shared.extensions().room().await(() -> link.loop().execute(() -> {
                awaitingRoom = false;
                refusals = 0;
                link.relieved();
            }));
        }
    }

    /** The connection has ended and nothing more comes from it. What was taken in is still forwarded. */
    public void end() {
        ending = true;
        finish();
    }

    private void finish() {
        if (ending && !ended && identifying == 0) {
            ended = true;
            conversations.abandon();
            shared.presence().release(this, List.copyOf(lines.keySet()));
            passes.clear();
            lines.clear();
        }
    }

    @Override
    public void forget(String endpointId) {
        link.loop().execute(() -> {
            passes.values().removeIf(pass -> pass.isOf(endpointId));
            lines.remove(endpointId);
        });
    }

    @Override
    public void revoke(String endpointId, Set<String> tokenIds) {
        String correlationId = Correlation.current();
        link.loop().execute(() -> Correlation.run(correlationId, () -> withdraw(endpointId, tokenIds)));
    }

    private void withdraw(String endpointId, Set<String> tokenIds) {
        Set<Pass.Key> withdrawn = passes.entrySet().stream()
                .filter(entry -> entry.getValue().isUnder(tokenIds))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (!withdrawn.isEmpty()) {
            passes.keySet().removeAll(withdrawn);
            conversations.abandon(withdrawn);
            leave(endpointId);
            link.relieved();
        }
    }

    /** A token of the endpoint is gone; without any other one the endpoint is gone too. */
    private void leave(String endpointId) {
        Optional<EndpointToken> other = passes.entrySet().stream()
                .filter(entry -> entry.getValue().isOf(endpointId))
                .map(entry -> entry.getKey().token())
                .findAny();
        if (other.isPresent()) {
            lines.computeIfPresent(endpointId, (id, line) -> new Line(line.version, other.get()));
            return;
        }
        LOG.info("Endpoint {} is shut out: its token has been revoked", endpointId);
        lines.remove(endpointId);
        shared.presence().release(this, List.of(endpointId));
        if (lines.isEmpty() && identifying == 0) {
            link.shutOut();
        }
    }

    @Override
    public void deliver(Answer answer) {
        String correlationId = Correlation.current();
        link.loop()
                .execute(() -> Correlation.run(correlationId, () -> {
                    Line line = answer.endpointId().map(lines::get).orElse(null);
                    if (line != null) {
                        conversations.deliver(answer, line.version, line.token);
                    }
                }));
    }
}
