package io.muster.contract.error;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A clear no: the kind, a sentence that names the member, the rule, the limit and what is allowed, and for passing
 * troubles after what time to try again. A value, so that deciding code can return it; edges that cannot return it
 * throw it as {@link Refused}. The message reaches the caller: it never holds a secret.
 */
public record Refusal(Kind kind, String message, Optional<Duration> retryAfter) {
    /** A refusal without a time to try again. */
    public Refusal(Kind kind, String message) {
        this(kind, message, Optional.empty());
    }

    /** 400: what was sent breaks a rule. */
    public static Refusal malformed(String message) {
        return new Refusal(Kind.MALFORMED, message);
    }

    /** 403: who is asking may not do this. */
    public static Refusal forbidden(String message) {
        return new Refusal(Kind.FORBIDDEN, message);
    }

    /** 404: what is asked for is not there. */
    public static Refusal notFound(String message) {
        return new Refusal(Kind.NOT_FOUND, message);
    }

    /** 409: what is stored stands against it. */
    public static Refusal conflict(String message) {
        return new Refusal(Kind.CONFLICT, message);
    }

    /** 412: what is stored is not what the caller has seen. */
    public static Refusal preconditionFailed(String message) {
        return new Refusal(Kind.PRECONDITION_FAILED, message);
    }

    /** 413: more was sent than is allowed. */
    public static Refusal tooLarge(String message) {
        return new Refusal(Kind.TOO_LARGE, message);
    }

    /** 503: a part that is needed cannot be reached; trying again after the given time makes sense. */
    public static Refusal unavailable(String message, Duration retryAfter) {
        return new Refusal(Kind.UNAVAILABLE, message, Optional.of(retryAfter));
    }

    /** The status for HTTP, 1/KP and NATS. */
    public int status() {
        return kind.status();
    }

    /** The body of a REST error, {@code {"message": …}} in UTF-8. */
    public byte[] json() {
        return ("{\"message\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(message)) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** This refusal as something to throw. */
    public Refused refused() {
        return new Refused(this);
    }
}
