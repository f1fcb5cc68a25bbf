package io.muster.contract.name;

/** Names an application. */
public record ApplicationName(String value) {
    private static final NameRule RULE = new NameRule("application name", "[a-z0-9_-]", NameRule::isLowerCaseName);

    /**
     * Checks the value.
     *
     * @throws io.muster.contract.error.Refused naming the rule it breaks
     */
    public ApplicationName {
        RULE.check(value);
    }

    /** Checks the value; see the constructor. */
    public static ApplicationName of(String value) {
        return new ApplicationName(value);
    }

    /** The plain value. */
    @Override
    public String toString() {
        return value;
    }
}
