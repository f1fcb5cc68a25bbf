package io.muster.kpc.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.kpc.extension.Extensions;
import io.muster.kpc.extension.Inquiry;
import io.muster.kpc.extension.Route;
import io.muster.kpc.extension.Routing;
import io.muster.kpc.guard.Addresses;
import io.muster.kpc.identity.EndpointIdentity;
import io.muster.kpc.identity.Identification;
import io.muster.kpc.identity.Verdict;
import io.muster.kpc.session.Presence;
import io.muster.kpc.session.Revoked;
import io.muster.platform.metrics.Tally;
import io.muster.platform.trace.Correlation;
import io.muster.platform.work.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * 1/KP over HTTP: {@code POST /kp1/…} and {@code POST /kpc/kp1/…}. A request is answered with the status and the payload
 * of the extension, or with the error of 1/KP. A request ID in the path has no effect: the extension always gets one,
 * because without it there would be no answer.
 */
public final class HttpBinding {
    private static final Logger LOG = LoggerFactory.getLogger(HttpBinding.class);
    private static final String PREFIX = "/kpc";
    private static final Refusal REVOKED = Refusal.forbidden("The endpoint token is suspended or revoked");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final HttpBindingSettings settings;
    private final Routing routing;
    private final Identification identification;
    private final Extensions extensions;
    private final Presence presence;
    private final Revoked revoked;
    private final Addresses addresses;
    private final Tally answered;
    private final Seen seen = new Seen();
    private final AtomicInteger requestIds = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean stopping;

    /**
     * @param revoked token IDs revoked a short while ago
     * @param addresses told of refused tokens; keeps out those that guess
     */
    public HttpBinding(
            HttpBindingSettings settings,
            Routing routing,
            Identification identification,
            Extensions extensions,
            Presence presence,
            Revoked revoked,
            Addresses addresses,
            MeterRegistry metrics) {
        this.settings = settings;
        this.routing = routing;
        this.identification = identification;
        this.extensions = extensions;
        this.presence = presence;
        this.revoked = revoked;
        this.addresses = addresses;
        this.answered =
                new Tally(metrics, "muster.kpc.http.requests", "Requests of devices over HTTP by status", "status");
        metrics.gauge("muster.kpc.http.in.flight", inFlight);
    }

    /** Adds the routes. */
    public void mount(Router router) {
        router.route("/kp1/*").handler(this::receive);
        router.route(PREFIX + "/kp1/*").handler(this::receive);
    }

    /** Refuses requests from now on, and returns when those in work are answered, or when the limit is over. */
    public void stop(Duration limit) {
        stopping = true;
        answerLast();
        try {
            Waiting.on(drained, limit);
        } catch (TimeoutException unanswered) {
            LOG.warn("{} requests of devices over HTTP are cut off", inFlight.get());
        }
    }

    private void answerLast() {
        if (stopping && inFlight.get() == 0) {
            drained.complete(null);
        }
    }

    private void receive(RoutingContext routed) {
        HttpServerRequest request = routed.request();
        String correlationId = Correlation.newId();
        Exchange exchange = new Exchange(correlationId, Vertx.currentContext(), request, status -> {
            inFlight.decrementAndGet();
            count(status);
            answerLast();
        });
        boolean room = inFlight.incrementAndGet() <= settings.maxInFlight();
        request.response().closeHandler(gone -> exchange.abandon());
        if (stopping) {
            exchange.refuse(Refusal.unavailable("This server stops; try another one", RETRY_AFTER));
            return;
        }
        if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            exchange.notAllowed();
            return;
        }
        if (!room) {
            exchange.refuse(Refusal.unavailable("Too many requests are in work; try again", RETRY_AFTER));
            return;
        }
        readBody(
                routed, exchange, body -> Correlation.run(correlationId, () -> handle(request.path(), body, exchange)));
    }

    private void readBody(RoutingContext routed, Exchange exchange, Consumer<byte[]> then) {
        HttpServerRequest request = routed.request();
        Buffer body = Buffer.buffer();
        long timer = routed.vertx().setTimer(settings.bodyTimeout().toMillis(), late -> {
            exchange.refuse(Refusal.malformed("The body is shorter than Content-Length, or comes too slowly"));
        });
        request.handler(part -> {
            if (body.length() <= settings.maxBody().bytes()) {
                body.appendBuffer(part);
            }
            if (body.length() > settings.maxBody().bytes()) {
                exchange.refuse(Refusal.tooLarge(
                        "The body is larger than " + settings.maxBody().bytes() + " bytes"));
            }
        });
        request.endHandler(end -> {
            routed.vertx().cancelTimer(timer);
            then.accept(body.getBytes());
        });
        request.exceptionHandler(broken -> {
            routed.vertx().cancelTimer(timer);
            exchange.refuse(Refusal.malformed("The request is malformed"));
        });
    }

    private void handle(String path, byte[] payload, Exchange exchange) {
        try {
            Route route = routing.route(topic(path));
            if (route.request().token().isEmpty()) {
                ask(route, Optional.empty(), payload, exchange);
                return;
            }
            Optional<Duration> barred = addresses.barred(exchange.address());
            if (barred.isPresent()) {
                exchange.refuse(new Refusal(Kind.TOO_MANY, "Too many tokens from this address were refused", barred));
                return;
            }
            long asked = System.nanoTime();
            identification.endpoint(
                    route.application(),
                    route.request().token().get(),
                    verdict -> exchange.later(() -> identified(route, verdict, asked, payload, exchange)));
        } catch (Refused refused) {
            exchange.refuse(refused.refusal());
        }
    }

    private static String topic(String path) {
        String plain = path.startsWith(PREFIX + "/") ? path.substring(PREFIX.length()) : path;
        try {
            return URLDecoder.decode(plain.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            throw Refusal.malformed("The path has a % that two hexadecimal digits do not follow")
                    .refused();
        }
    }

    private void identified(
            Route route, Verdict<EndpointIdentity> verdict, long asked, byte[] payload, Exchange exchange) {
        switch (verdict) {
            case Verdict.Granted<EndpointIdentity>(EndpointIdentity identity)
            when revoked.since(identity.tokenId(), asked) -> deny(REVOKED, exchange);
            case Verdict.Granted<EndpointIdentity>(EndpointIdentity identity) -> {
                if (settings.announces() && seen.first(identity.endpointId(), route.version())) {
                    presence.announce(identity.endpointId(), route.version());
                }
                exchange.refuseIf(() -> revoked.since(identity.tokenId(), asked), REVOKED);
                ask(route, Optional.of(identity.endpointId()), payload, exchange);
            }
            case Verdict.Denied<EndpointIdentity>(Refusal refusal) -> deny(refusal, exchange);
        }
    }

    private void deny(Refusal refusal, Exchange exchange) {
        if (refusal.kind() != Kind.UNAVAILABLE) {
            addresses.failed(exchange.address());
        }
        exchange.refuse(refusal);
    }

    private void ask(Route route, Optional<String> endpointId, byte[] payload, Exchange exchange) {
        int requestId = requestIds.incrementAndGet() & Integer.MAX_VALUE;
        Inquiry inquiry = new Inquiry(
                route.version(),
                route.extension(),
                endpointId,
                route.request().resourcePath(),
                OptionalInt.of(requestId),
                payload);
        extensions.ask(inquiry, exchange).ifPresent(exchange::refuse);
    }

    private void count(int status) {
        answered.count(Integer.toString(status));
    }
}
