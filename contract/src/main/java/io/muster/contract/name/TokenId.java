package io.muster.contract.name;

/** Names a stored token without giving it away. */
public record TokenId(String value) {
    private static final NameRule RULE = new NameRule("endpoint token ID", "[a-zA-Z0-9._~-]", NameRule::isUnreserved);

    /**
     * Checks the value.
     *
     * @throws io.muster.contract.error.Refused naming the rule it breaks
     */
    public TokenId {
        RULE.check(value);
    }

    /** Checks the value; see the constructor. */
    public static TokenId of(String value) {
        return new TokenId(value);
    }

    /** The plain value. */
    @Override
    public String toString() {
        return value;
    }
}
