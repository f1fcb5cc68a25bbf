package io.muster.contract.name;

/** Names a version of an application, unique over all applications. */
public record AppVersionName(String value) {
    private static final NameRule RULE =
            new NameRule("application version name", "[a-z0-9_-]", NameRule::isLowerCaseName);

    /**
     * Checks the value.
     *
     * @throws io.muster.contract.error.Refused naming the rule it breaks
     */
    public AppVersionName {
        RULE.check(value);
    }

    /** Checks the value; see the constructor. */
    public static AppVersionName of(String value) {
        return new AppVersionName(value);
    }

    /** The plain value. */
    @Override
    public String toString() {
        return value;
    }
}
