package io.muster.epr.filter.query;

/** Where the parser is, as a JSON pointer. */
record Position(String pointer) {

    static final Position ROOT = new Position("");

    Position member(String name) {
        return new Position(pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
    }

    Position element(int index) {
        return new Position(pointer + "/" + index);
    }
}
