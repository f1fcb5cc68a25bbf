package io.muster.epmx;

import io.muster.contract.subject.Subjects;
import io.muster.platform.config.Key;
import io.muster.platform.config.Reader;
import io.muster.platform.config.Secret;
import io.muster.platform.config.ServerUrl;
import io.muster.platform.security.ShownKey;
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
 * @param registerKey what the endpoint register is shown, for {@link Register#REST}
 * @param registerTimeout of one call to the endpoint register
 * @param messagesInWork messages of devices held at the same time, running and waiting for others of their endpoint
 */
public record MetadataExtensionSettings(
        String instanceName,
        String communicationInstance,
        Register register,
        URI registerUrl,
        ShownKey registerKey,
        String registerInstance,
        Duration registerTimeout,
        int messagesInWork) {

    private static final int MOST_IN_WORK = 100_000;

    /** The settings where nothing is configured. */
    public static final MetadataExtensionSettings DEFAULT = new MetadataExtensionSettings(
            "epmx", "kpc", Register.REST, URI.create("http://epr"), ShownKey.NONE, "epr", Duration.ofSeconds(5), 1_000);

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

    private static final Key<Register> REGISTER = Key.choice("kaa.epmx.ep-register.protocol", Register.class)
            .byDefault(DEFAULT.register)
            .about("How EPMX asks an EPR of another process: its REST API, or 19/EPMMP over NATS.");
    private static final Key<ServerUrl> REGISTER_URL = Key.url("kaa.epmx.ep-register.base-url", "http", "https")
            .byDefault(new ServerUrl(DEFAULT.registerUrl))
            .about("Where EPMX finds the REST API of an EPR of another process, without /api/v1.");
    private static final Key<Secret> REGISTER_KEY = Key.secret("kaa.epmx.ep-register.api-key")
            .about("API key that EPMX shows to the REST API of an EPR of another process, where that is protected.");
    private static final Key<Duration> REGISTER_TIMEOUT = Key.duration(
                    "kaa.epmx.ep-register.timeout", Duration.ofMillis(100), Duration.ofMinutes(1))
            .byDefault(DEFAULT.registerTimeout)
            .about("How long EPMX waits for EPR.");
    private static final Key<Integer> MESSAGES_IN_WORK = Key.integer("kaa.epmx.messages-in-work", 1, MOST_IN_WORK)
            .byDefault(DEFAULT.messagesInWork)
            .about(
                    "Messages of devices that EPMX holds at the same time; more wait in NATS, those of an endpoint with several get 429.");

    /** Reads the keys; names of services are decided elsewhere. */
    public static MetadataExtensionSettings read(
            Reader reader, String instanceName, String communicationInstance, String registerInstance) {
        return new MetadataExtensionSettings(
                instanceName,
                communicationInstance,
                reader.get(REGISTER),
                reader.get(REGISTER_URL).uri(),
                ShownKey.read(reader, REGISTER_KEY),
                registerInstance,
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
