package io.muster.contract.avro;

import java.util.Locale;

/** The NATS protocols, with the number and name they are known by. */
public enum Protocol {
    /** Devices and extensions. */
    ESP(4, "Extension Service Protocol"),
    /** Endpoint lifecycle and connectivity. */
    ELCE(9, "Endpoint Lifecycle and Connectivity Events"),
    /** Metadata changes. */
    EME(15, "Endpoint Metadata Events"),
    /** Who may speak: tokens, passwords, certificates. */
    ECAP(16, "Endpoint and Client Authentication Protocol"),
    /** Configuration changes. */
    SCMP(17, "Service Configuration Management Protocol"),
    /** Filter lifecycle and membership. */
    EFE(18, "Endpoint Filter Events"),
    /** Metadata by request. */
    EPMMP(19, "Endpoint Metadata Management Protocol"),
    /** Filters by request. */
    EFMP(20, "Endpoint Filter Management Protocol"),
    /** Tenant lifecycle. */
    TLE(21, "Tenant Lifecycle Events"),
    /** Client authentication from Kaa 1.2 on. */
    CAP(22, "Client Authentication Protocol"),
    /** Relations between endpoints. */
    EPRMP(24, "Endpoint Relations Management Protocol");

    private final int number;
    private final String title;

    Protocol(int number, String title) {
        this.number = number;
        this.title = title;
    }

    /** The protocol's number, as in {@code 4/ESP}. */
    public int number() {
        return number;
    }

    /** The protocol's name in full. */
    public String title() {
        return title;
    }

    /** The token that stands for the protocol in subjects of targeted messages, for example {@code esp}. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Number and short name, for example {@code 4/ESP}. */
    @Override
    public String toString() {
        return number + "/" + name();
    }
}
