package io.muster.contract.name;

import java.util.random.RandomGenerator;

/** Ties together the messages of one piece of work, where it comes from an HTTP header. NATS messages may carry any text instead. */
public record CorrelationId(String value) {
    private static final NameRule RULE =
            new NameRule("correlation ID", "any printable ASCII character", NameRule::isPrintable);

    /**
     * Checks the value.
     *
     * @throws io.muster.contract.error.Refused naming the rule it breaks
     */
    public CorrelationId {
        RULE.check(value);
    }

    /** Checks the value; see the constructor. */
    public static CorrelationId of(String value) {
        return new CorrelationId(value);
    }

    /** A fresh one: 20 characters out of 0-9 and a-v, drawn from the given source. */
    public static CorrelationId next(RandomGenerator random) {
        char[] value = new char[20];
        for (int i = 0; i < value.length; i++) {
            value[i] = Character.forDigit(random.nextInt(32), 32);
        }
        return new CorrelationId(new String(value));
    }

    /** The plain value. */
    @Override
    public String toString() {
        return value;
    }
}
