package io.muster.contract.error;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why something is refused. This is the one table from a refusal to what goes over the wire: the HTTP status of REST,
 * the {@code statusCode} of a 1/KP error and the {@code statusCode} of a NATS answer are the same number everywhere.
 */
public enum Kind {
    /** What was sent breaks a rule; sending it again changes nothing. */
    MALFORMED(400, "Bad Request"),
    /** Nobody knows who is asking. */
    UNAUTHENTICATED(401, "Unauthorized"),
    /** Who is asking may not do this. */
    FORBIDDEN(403, "Forbidden"),
    /** What is asked for is not there. */
    NOT_FOUND(404, "Not Found"),
    /** What is stored stands against it. */
    CONFLICT(409, "Conflict"),
    /** What is stored is not what the caller has seen. */
    PRECONDITION_FAILED(412, "Precondition Failed"),
    /** More was sent than is allowed. */
    TOO_LARGE(413, "Content Too Large"),
    /** The content type is not understood. */
    UNSUPPORTED_MEDIA(415, "Unsupported Media Type"),
    /** Too much was asked in too short a time. */
    TOO_MANY(429, "Too Many Requests"),
    /** The program failed. */
    INTERNAL(500, "Internal Server Error"),
    /** A part that is needed cannot be reached. */
    UNAVAILABLE(503, "Service Unavailable"),
    /** A part that is needed did not answer in time. */
    TIMEOUT(504, "Gateway Timeout");

    private final int status;
    private final String phrase;

    Kind(int status, String phrase) {
        this.status = status;
        this.phrase = phrase;
    }

    /** The number of HTTP, 1/KP and NATS answers. */
    public int status() {
        return status;
    }

    /** The usual short phrase of the status. */
    public String phrase() {
        return phrase;
    }

    /** The kind that stands for exactly this status, as it comes in an answer of another service. */
    public static Optional<Kind> ofStatus(int status) {
        return Arrays.stream(values()).filter(kind -> kind.status == status).findFirst();
    }
}
