package io.muster.server.simulation;

/** What the devices do, in the order of the closing table. */
public enum Step {
    REGISTER("register"),
    CONNECT("connect"),
    GET("get metadata"),
    UPDATE("update keys");

    private final String label;

    Step(String label) {
        this.label = label;
    }

    /** Its name for people. */
    public String label() {
        return label;
    }
}
