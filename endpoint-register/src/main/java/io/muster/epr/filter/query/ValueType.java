package io.muster.epr.filter.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The types {@code $type} knows, with MongoDB's names and numbers. JSON has one kind of number; the numeric subtypes go
 * by the value: {@code int} is whole and fits 32 bits, {@code long} is whole and fits 64 bits only, {@code double} is
 * any other number.
 */
public enum ValueType {
    DOUBLE("double", 1),
    STRING("string", 2),
    OBJECT("object", 3),
    ARRAY("array", 4),
    BOOL("bool", 8),
    NULL("null", 10),
    INT("int", 16),
    LONG("long", 18),
    NUMBER("number", -1);

    private static final BigInteger WHOLE_LIMIT = BigInteger.ONE.shiftLeft(64);

    private final String alias;
    private final int code;

    ValueType(String alias, int code) {
        this.alias = alias;
        this.code = code;
    }

    /** The name in the query language. */
    public String alias() {
        return alias;
    }

    /** MongoDB's number of the type; -1 where it has none. */
    int code() {
        return code;
    }

    /** Whether the value is of this type; a missing value is of none. */
    public boolean includes(JsonNode value) {
        return switch (this) {
            case STRING -> value.isTextual();
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case BOOL -> value.isBoolean();
            case NULL -> value.isNull();
            case NUMBER -> value.isNumber();
            case INT -> value.isNumber() && wholeBits(value.decimalValue()) <= 31;
            case LONG -> value.isNumber() && isLong(wholeBits(value.decimalValue()));
            case DOUBLE -> value.isNumber() && wholeBits(value.decimalValue()) > 63;
        };
    }

    private static boolean isLong(int bits) {
        return bits > 31 && bits <= 63;
    }

    /** Bits a whole number needs besides the sign; a large number for what is not whole or far too big. */
    private static int wholeBits(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        if (plain.scale() > 0 || plain.abs().compareTo(new BigDecimal(WHOLE_LIMIT)) > 0) {
            return Integer.MAX_VALUE;
        }
        return plain.toBigIntegerExact().bitLength();
    }
}
