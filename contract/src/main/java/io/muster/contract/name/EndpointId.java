package io.muster.contract.name;

/** Names an endpoint, for ever and in the whole platform. It may hold dots: never put it into a NATS subject. */
public record EndpointId(String value) {
    private static final NameRule RULE = new NameRule("endpoint ID", "[a-zA-Z0-9._~-]", NameRule::isUnreserved);

    /**
     * Checks the value.
     *
     * @throws io.muster.contract.error.Refused naming the rule it breaks
     */
    public EndpointId {
        RULE.check(value);
    }

    /** Checks the value; see the constructor. */
    public static EndpointId of(String value) {
        return new EndpointId(value);
    }

    /** The plain value. */
    @Override
    public String toString() {
        return value;
    }
}
