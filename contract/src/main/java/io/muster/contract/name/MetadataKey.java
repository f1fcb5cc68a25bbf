package io.muster.contract.name;

/** Names a metadata value of an endpoint; upper and lower case differ. */
public record MetadataKey(String value) {
    private static final NameRule RULE = new NameRule("metadata key", "[a-zA-Z0-9_]", NameRule::isWord, true);

    /**
     * Checks the value.
     *
     * @throws io.muster.contract.error.Refused naming the rule it breaks
     */
    public MetadataKey {
        RULE.check(value);
    }

    /** Checks the value; see the constructor. */
    public static MetadataKey of(String value) {
        return new MetadataKey(value);
    }

    /** The plain value. */
    @Override
    public String toString() {
        return value;
    }
}
