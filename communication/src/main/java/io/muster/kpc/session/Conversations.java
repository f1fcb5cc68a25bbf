package io.muster.kpc.session;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.kp.KpTopic;
import io.muster.contract.name.EndpointToken;
import io.muster.kpc.extension.Answer;
import io.muster.kpc.extension.Asker;
import io.muster.kpc.extension.Inquiry;
import io.muster.platform.trace.Correlation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The requests of one connection that extensions have, and what comes back. Belongs to the event loop.
 *
 * <p>A request with an ID is waited for. One without is remembered for a while, as one of the last {@value #REMEMBERED},
 * so that an error, or an answer given nevertheless, goes to the topic as it was written, with its quality of service.
 */
final class Conversations {
    private static final int REMEMBERED = 32;
    private static final Refusal SILENCE = new Refusal(Kind.TIMEOUT, "The extension did not answer in time");

    private final Sessions shared;
    private final Link link;
    private final Map<String, Request> awaited = new LinkedHashMap<>();
    private final Map<String, Request> told = new LinkedHashMap<>();

    Conversations(Sessions shared, Link link) {
        this.shared = shared;
        this.link = link;
    }

    /** Hands the request to its extension, or tells the client why not; returns what it is told. */
    Optional<Refusal> forward(Request request, Optional<String> endpointId) {
        Inquiry inquiry = request.inquiry(endpointId);
        Request sent = request.sent();
        Optional<Refusal> refusal;
        if (request.awaitsAnswer()) {
            awaited.put(request.correlationId(), sent);
            refusal = shared.extensions().ask(inquiry, new Waiting(sent));
        } else {
            remember(sent);
            refusal = shared.extensions().tell(inquiry);
        }
        if (refusal.isPresent()) {
            awaited.remove(request.correlationId());
            told.remove(request.correlationId());
            refuse(request, refusal.get());
        } else {
            shared.received().count("forwarded");
        }
        return refusal;
    }

    void refuse(Request request, Refusal refusal) {
        shared.received().count("refused");
        link.deliver(Delivery.refusal(request.publication(), refusal));
    }

    private void remember(Request request) {
        if (told.size() >= REMEMBERED) {
            told.remove(told.keySet().iterator().next());
        }
        told.put(request.correlationId(), request);
    }

    int waiting() {
        return awaited.size();
    }

    /** Nobody is there any longer to hear an answer. */
    void abandon() {
        awaited.keySet().forEach(shared.extensions()::giveUp);
        awaited.clear();
        told.clear();
    }

    /** Those tokens are no longer accepted: what was asked under them is not answered either. */
    void abandon(Set<Pass.Key> keys) {
        awaited.values().stream()
                .filter(request -> request.isUnder(keys))
                .map(Request::correlationId)
                .forEach(shared.extensions()::giveUp);
        awaited.values().removeIf(request -> request.isUnder(keys));
        told.values().removeIf(request -> request.isUnder(keys));
    }

    /** Something that answers no request of which the right correlation ID is known. */
    void deliver(Answer answer, String version, EndpointToken token) {
        Optional<Request> answered = answer.requestId().isPresent()
                ? take(awaited, request -> request.looksLike(answer))
                : Optional.ofNullable(told.get(answer.correlationId())).filter(request -> request.looksLike(answer));
        if (answered.isPresent()) {
            shared.extensions().giveUp(answered.get().correlationId());
            link.deliver(Delivery.answer(answered.get().publication(), answer));
            link.relieved();
        } else {
            push(answer, version, token);
        }
    }

    private static Optional<Request> take(Map<String, Request> requests, Predicate<Request> fits) {
        Optional<Request> found = requests.values().stream().filter(fits).findFirst();
        found.ifPresent(request -> requests.remove(request.correlationId()));
        return found;
    }

    private void push(Answer answer, String version, EndpointToken token) {
        if (answer.extension().isEmpty() || answer.requestId().isPresent()) {
            // Without the extension there is no topic; with a request ID it comes too late or for another connection.
            shared.received().count("unasked");
            return;
        }
        String topic =
                KpTopic.of(answer.version().orElse(version), answer.extension().get(), token, answer.resourcePath());
        link.deliver(new Delivery(
                answer.success() ? KpTopic.status(topic) : KpTopic.error(topic),
                answer.body(),
                shared.settings().pushQos(),
                Optional.empty(),
                answer.status()));
    }

    /** Stands for one request towards the extension, on whatever thread, and comes back to the event loop. */
    private final class Waiting implements Asker {
        private final Request request;

        Waiting(Request request) {
            this.request = request;
        }

        @Override
        public void answered(Answer answer) {
            end(Delivery.answer(request.publication(), answer));
        }

        @Override
        public void unanswered() {
            end(Delivery.refusal(request.publication(), SILENCE));
        }

        private void end(Delivery delivery) {
            link.loop()
                    .execute(() -> Correlation.run(request.correlationId(), () -> {
                        if (awaited.remove(request.correlationId()) != null) {
                            link.deliver(delivery);
                            link.relieved();
                        }
                    }));
        }
    }
}
