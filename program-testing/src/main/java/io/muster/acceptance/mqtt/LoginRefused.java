package io.muster.acceptance.mqtt;

/** CONNACK said no. */
public final class LoginRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int reason;

    LoginRefused(int reason, Throwable cause) {
        super("CONNACK has reason " + reason, cause);
        this.reason = reason;
    }

    /** The return code of MQTT 3.1.1 or the reason code of MQTT 5. */
    public int reason() {
        return reason;
    }
}
