package io.muster.kpc.http;

import io.muster.contract.error.Kind;
import io.muster.contract.error.Refusal;
import io.muster.contract.kp.KpError;
import io.muster.kpc.extension.Answer;
import io.muster.kpc.extension.Asker;
import io.muster.platform.trace.Correlation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One request over HTTP and its one answer, whoever gives it. */
final class Exchange implements Asker {
    private static final int LEAST_STATUS = 200;
    private static final int GREATEST_STATUS = 599;
    private static final int LEAST_ERROR = 400;
    private static final int BAD_GATEWAY = 502;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int CLIENT_GONE = 499;

    private final String correlationId;
    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final IntConsumer done;
    private boolean answered;
    private BooleanSupplier barred = () -> false;
    private @Nullable Refusal bar;

    /** @param done told the status, once */
    Exchange(String correlationId, Context context, HttpServerRequest request, IntConsumer done) {
        this.correlationId = correlationId;
        this.context = context;
        this.request = request;
        this.response = request.response();
        this.done = done;
    }

    @Override
    public void answered(Answer answer) {
        boolean usual = answer.status() >= LEAST_STATUS && answer.status() <= GREATEST_STATUS;
        later(() -> {
            if (bar != null && barred.getAsBoolean()) {
                refuse(bar);
            } else {
                answer(usual ? answer.status() : BAD_GATEWAY, answer.body());
            }
        });
    }

    /** If the condition holds when the extension's answer comes, {@code instead} is sent. */
    void refuseIf(BooleanSupplier condition, Refusal instead) {
        barred = condition;
        bar = instead;
    }

    @Override
    public void unanswered() {
        later(() -> refuse(new Refusal(Kind.TIMEOUT, "The extension did not answer in time")));
    }

    /** Address of the client, or of the proxy it comes through, without port. */
    String address() {
        return request.remoteAddress().hostAddress();
    }

    /** Goes on, on the event loop, under the request's correlation ID; any thread. */
    void later(Runnable step) {
        context.runOnContext(ignored -> Correlation.run(correlationId, step));
    }

    void refuse(Refusal refusal) {
        if (!answered) {
            refusal.retryAfter()
                    .ifPresent(time -> response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(time.toSeconds())));
        }
        answer(refusal.status(), KpError.of(refusal).encode());
    }

    /** 405: the method is not POST. */
    void notAllowed() {
        answer(METHOD_NOT_ALLOWED, new KpError(METHOD_NOT_ALLOWED, "Only POST is understood here").encode());
    }

    /** The client has gone before it was answered. */
    void abandon() {
        if (!answered) {
            answered = true;
            done.accept(CLIENT_GONE);
        }
    }

    private void answer(int status, byte[] body) {
        if (answered) {
            return;
        }
        answered = true;
        done.accept(status);
        if (response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader("Correlation-ID", correlationId);
        if (body.length > 0) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, type(body[0]));
        }
        // A client that was refused may have announced less than it sends: what follows is no request.
        boolean last = status >= LEAST_ERROR && request.version() != HttpVersion.HTTP_2;
        if (last) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Future<Void> sent = response.end(Buffer.buffer(body));
        if (last) {
            sent.onComplete(written -> request.connection().close());
        }
    }

    /** Extensions do not tell a type; nearly all speak JSON. */
    private static String type(byte first) {
        return first == '{' || first == '[' || first == '"' ? "application/json" : "application/octet-stream";
    }
}
