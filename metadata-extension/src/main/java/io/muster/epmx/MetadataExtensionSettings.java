package io.muster.epmx;

import io.muster.contract.subject.Subjects;
import java.net.URI;
import java.time.Duration;

/**
 * Settings of the metadata extension.
 *
 * @param instanceName service instance name on NATS; also how devices address it in 1/KP paths
 * @param communicationInstance who gets answers to messages without {@code replyTo}
 * @param register how the endpoint register is asked where it runs in another process
 * @param registerUrl {@code kaa.epmx.ep-register.base-url}, for {@link Register#REST}
 * @param registerInstance service instance name of the endpoint register, for {@link Register#EPMMP}
 * @param registerTimeout of one call to the endpoint register
 * @param messagesInWork messages of devices held at the same time, running and waiting for others of their endpoint
 */
public record MetadataExtensionSettings(
        String instanceName,
        String communicationInstance,
        Register register,
        URI registerUrl,
        String registerInstance,
        Duration registerTimeout,
        int messagesInWork) {

    /** The settings where nothing is configured. */
    public static final MetadataExtensionSettings DEFAULT = new MetadataExtensionSettings(
            "epmx", "kpc", Register.REST, URI.create("http://epr"), "epr", Duration.ofSeconds(5), 1_000);

    /**
     * Checks the values.
     *
     * @throws io.muster.contract.error.Refused for names that cannot stand in a NATS subject
     */
    public MetadataExtensionSettings {
        Subjects.toService(instanceName, "esp");
        Subjects.toService(communicationInstance, "esp");
        Subjects.toService(registerInstance, "epmmp");
        if (messagesInWork < 1) {
            throw new IllegalArgumentException("messagesInWork must be at least 1, but is " + messagesInWork);
        }
    }

    /** Ways to the endpoint register. */
    public enum Register {
        /** Its REST API, as Kaa 1.1 has it. */
        REST,
        /** 19/EPMMP over NATS. */
        EPMMP
    }
}
