package io.muster.contract.name;

/** What a device presents to speak for its endpoint. A secret; compared character by character. */
public record EndpointToken(String value) {
    private static final NameRule RULE =
            new NameRule("endpoint token", "any character but + # / . and U+0000", NameRule::isTokenPart);

    /**
     * Checks the value.
     *
     * @throws io.muster.contract.error.Refused naming the rule it breaks
     */
    public EndpointToken {
        RULE.check(value);
    }

    /** Checks the value; see the constructor. */
    public static EndpointToken of(String value) {
        return new EndpointToken(value);
    }

    /**
     * Checks the value.
     *
     * @param member of the request that holds it
     * @throws io.muster.contract.error.Refused naming the member and the rule it breaks
     */
    public static EndpointToken of(String value, String member) {
        RULE.of("endpoint token in the member " + member).check(value);
        return new EndpointToken(value);
    }

    /** Never the token: it is a secret. */
    @Override
    public String toString() {
        return "[hidden]";
    }
}
