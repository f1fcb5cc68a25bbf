package io.muster.cm.credential;

import io.muster.contract.error.Refusal;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** State of a credential. */
public enum Status {
    /** New, never used; accepted, and the first use makes it active. */
    INACTIVE("Inactive"),
    /** Used at least once; accepted. */
    ACTIVE("Active"),
    /** Switched off for a time. */
    SUSPENDED("Suspended"),
    /** Switched off for ever. */
    REVOKED("Revoked");

    private final String word;

    Status(String word) {
        this.word = word;
    }

    /** The status as it is written in REST, NATS and the database. */
    public String word() {
        return word;
    }

    /** Whether a credential in this state is accepted within its validity window. */
    public boolean usable() {
        return this == INACTIVE || this == ACTIVE;
    }

    /** The status written as {@code word}. */
    public static Optional<Status> find(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word.equals(word))
                .findFirst();
    }

    /**
     * The status written as {@code word}.
     *
     * @param member name of what holds the word
     * @throws io.muster.contract.error.Refused 400 naming the allowed words
     */
    public static Status of(String member, String word) {
        return find(word).orElseThrow(() -> Refusal.malformed("%s must be one of %s"
                        .formatted(
                                member,
                                Arrays.stream(values()).map(Status::word).collect(Collectors.joining(", "))))
                .refused());
    }
}
