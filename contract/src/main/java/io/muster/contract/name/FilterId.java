package io.muster.contract.name;

/** Names a filter; it is a token of the subjects of 18/EFE. */
public record FilterId(String value) {
    private static final NameRule RULE = new NameRule("filter ID", "[a-zA-Z0-9_~-]", NameRule::isSubjectSafe);

    /**
     * Checks the value.
     *
     * @throws io.muster.contract.error.Refused naming the rule it breaks
     */
    public FilterId {
        RULE.check(value);
    }

    /** Checks the value; see the constructor. */
    public static FilterId of(String value) {
        return new FilterId(value);
    }

    /** The plain value. */
    @Override
    public String toString() {
        return value;
    }
}
