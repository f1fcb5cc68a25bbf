package io.muster.epmx;

import io.muster.contract.subject.Subjects;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import io.muster.platform.config.ServerUrl;
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

    private static final Key<Register> REGISTER = Key.choice("kaa.epmx.ep-register.protocol", Register.class)
            .byDefault(Register.REST)
            .about("How EPR is asked if it runs in another process: its REST API, or 19/EPMMP over NATS.");
    private static final Key<ServerUrl> REGISTER_URL = Key.url("kaa.epmx.ep-register.base-url", "http", "https")
            .byDefaultAs("http://epr")
            .about("Where EPR answers REST, if it runs in another process; /api/v1 follows.");
    private static final Key<String> REGISTER_INSTANCE = Key.name("kaa.epmx.ep-register.service-instance.name")
            .byDefaultAs("instance name of EPR")
            .about("The EPR that is asked over 19/EPMMP.");
    private static final Key<String> COMMUNICATION = Key.name("kaa.epmx.communication-service.service-instance.name")
            .byDefaultAs("instance name of KPC")
            .about("The KPC that gets answers to messages without replyTo.");
    private static final Key<Duration> REGISTER_TIMEOUT = Key.duration(
                    "kaa.epmx.ep-register.timeout", Duration.ofMillis(10), Duration.ofMinutes(5))
            .byDefault(Duration.ofSeconds(5))
            .about("How long EPR may take to answer.");
    private static final Key<Integer> MESSAGES_IN_WORK = Key.integer("kaa.epmx.messages-in-work", 1, 1_000_000)
            .byDefault(1_000)
            .about("Messages of devices held at the same time.");

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

    /**
     * Reads {@code kaa.epmx}.
     *
     * @param instance own instance name
     * @param communication instance name of KPC, used unless configured otherwise
     * @param register instance name of EPR, used unless configured otherwise
     */
    public static MetadataExtensionSettings read(
            Reader reader, String instance, String communication, String register) {
        return new MetadataExtensionSettings(
                instance,
                reader.find(COMMUNICATION).orElse(communication),
                reader.get(REGISTER),
                reader.find(REGISTER_URL).map(ServerUrl::uri).orElse(DEFAULT.registerUrl),
                reader.find(REGISTER_INSTANCE).orElse(register),
                reader.get(REGISTER_TIMEOUT),
                reader.get(MESSAGES_IN_WORK));
    }

    /** Ways to the endpoint register. */
    public enum Register {
        /** Its REST API, as Kaa 1.1 has it. */
        REST,
        /** 19/EPMMP over NATS. */
        EPMMP
    }
}
