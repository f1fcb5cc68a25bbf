package io.muster.kpc.mqtt;

/**
 * Follows the bytes of packets as far as it takes to see the two highest bits of the options of each filter in SUBSCRIBE,
 * which are reserved and which the decoder drops. Where these options stand depends on the version, so CONNECT is read as
 * well, up to its protocol level. What is malformed otherwise is left to the decoder.
 */
final class ReservedBits {
    private static final int CONNECT = 1;
    private static final int SUBSCRIBE = 8;
    private static final int LEVEL_FIVE = 5;
    private static final int RESERVED = 0xc0;

    private enum Part {
        NAME_LENGTH,
        NAME,
        LEVEL,
        PACKET_ID,
        PROPERTIES_LENGTH,
        PROPERTIES,
        FILTER_LENGTH,
        FILTER,
        OPTIONS,
        REST
    }

    private Part part = Part.REST;
    private boolean five;
    private int left;
    private int value;
    private int shift;

    /** A packet begins with this byte. */
    void begin(int first) {
        switch (first >> 4) {
            case CONNECT -> enter(Part.NAME_LENGTH, 2);
            case SUBSCRIBE -> enter(Part.PACKET_ID, 2);
            default -> enter(Part.REST, 0);
        }
    }

    /** Whether nothing in the rest of the packet matters. */
    boolean isDone() {
        return part == Part.REST;
    }

    /** Takes the next byte behind the fixed header; false if it has a reserved bit. */
    boolean accept(int next) {
        switch (part) {
            case NAME_LENGTH -> length(next, Part.NAME, Part.LEVEL);
            case NAME -> skip(Part.LEVEL);
            case LEVEL -> {
                five = next == LEVEL_FIVE;
                enter(Part.REST, 0);
            }
            case PACKET_ID -> skip(five ? Part.PROPERTIES_LENGTH : Part.FILTER_LENGTH);
            case PROPERTIES_LENGTH -> {
                value |= (next & 0x7f) << shift;
                shift += 7;
                if ((next & 0x80) == 0) {
                    enterText(value, Part.PROPERTIES, Part.FILTER_LENGTH);
                }
            }
            case PROPERTIES -> skip(Part.FILTER_LENGTH);
            case FILTER_LENGTH -> length(next, Part.FILTER, Part.OPTIONS);
            case FILTER -> skip(Part.OPTIONS);
            case OPTIONS -> {
                enter(Part.FILTER_LENGTH, 2);
                return (next & RESERVED) == 0;
            }
            case REST -> {}
        }
        return true;
    }

    private void length(int next, Part text, Part then) {
        value = value << 8 | next;
        if (--left == 0) {
            enterText(value, text, then);
        }
    }

    private void enterText(int length, Part text, Part then) {
        if (length == 0) {
            enter(then, 2);
        } else {
            enter(text, length);
        }
    }

    private void skip(Part then) {
        if (--left == 0) {
            enter(then, 2);
        }
    }

    private void enter(Part next, int length) {
        part = next;
        left = length;
        value = 0;
        shift = 0;
    }
}
