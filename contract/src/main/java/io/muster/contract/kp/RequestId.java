package io.muster.contract.kp;

import java.util.OptionalInt;

/** The request ID of 1/KP: the last topic level, if it is a number from 0 to 2147483647 in ASCII digits. */
final class RequestId {
    private RequestId() {}

    /** Reads a topic level; empty if it is a part of the resource path. */
    static OptionalInt read(String level) {
        if (level.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = 0;
        for (int i = 0; i < level.length(); i++) {
            char c = level.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            value = value * 10 + (c - '0');
            if (value > Integer.MAX_VALUE) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.of((int) value);
    }
}
