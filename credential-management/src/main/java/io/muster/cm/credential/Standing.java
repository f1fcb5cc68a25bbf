package io.muster.cm.credential;

/** Whether a credential is accepted at a given moment, and why not. */
public enum Standing {
    /** Accepted. */
    USABLE("is accepted"),
    /** Accepted, and this use makes it active. */
    FIRST_USE("is accepted for the first time"),
    /** Switched off for a time. */
    SUSPENDED("is suspended"),
    /** Switched off for ever. */
    REVOKED("is revoked"),
    /** Its validity has not begun. */
    NOT_YET_VALID("is not yet valid"),
    /** Its validity is over. */
    EXPIRED("has expired");

    private final String phrase;

    Standing(String phrase) {
        this.phrase = phrase;
    }

    /** Predicate of a sentence about the credential. */
    public String phrase() {
        return phrase;
    }
}
