package io.muster.contract.name;

/** Names a stored client credential. */
public record CredentialId(String value) {
    private static final NameRule RULE = new NameRule("credential ID", "[a-zA-Z0-9._~-]", NameRule::isUnreserved);

    /**
     * Checks the value.
     *
     * @throws io.muster.contract.error.Refused naming the rule it breaks
     */
    public CredentialId {
        RULE.check(value);
    }

    /** Checks the value; see the constructor. */
    public static CredentialId of(String value) {
        return new CredentialId(value);
    }

    /** The plain value. */
    @Override
    public String toString() {
        return value;
    }
}
