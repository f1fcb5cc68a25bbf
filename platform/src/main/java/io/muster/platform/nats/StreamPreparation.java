package io.muster.platform.nats;

import io.muster.platform.nats.EventStreamSettings.Limit;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the event stream, or checks the one that is there and brings those limits up to date that are insisted on. What
 * else an operator has set on it (other limits, copies, placement, further subjects, compression) stays.
 */
final class StreamPreparation {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /** The servers of a cluster that has just been started find each other and elect their leaders first. */
    private static final Duration ELECTION = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    /** Error codes of the JetStream API. */
    private static final int SUBJECTS_OVERLAP = 10_065;

    private static final int NO_STORAGE = 10_047;
    private static final int NO_RESOURCES = 10_023;
    private static final int NO_CLUSTER = 10_074;
    private static final int TOO_FEW_SERVERS = 10_005;

    private final Bus bus;
    private final EventStreamSettings settings;

    StreamPreparation(Bus bus, EventStreamSettings settings) {
        this.bus = bus;
        this.settings = settings;
    }

    /**
     * Does it, waiting for a cluster that is still electing its leaders.
     *
     * @throws StreamRefused with the reason and the remedy
     */
    void run() throws IOException {
        if (!bus.connection().getServerInfo().isJetStreamAvailable()) {
            throw new StreamRefused(
                    "NATS at " + bus.connection().getConnectedUrl() + " keeps no events: JetStream is off",
                    "switch it on at every NATS server (jetstream {} in its configuration)");
        }
        Instant deadline = Instant.now().plus(ELECTION);
        for (; ; ) {
            try {
                attempt();
                return;
            } catch (StreamRefused refused) {
                throw refused;
            } catch (JetStreamApiException refused) {
                if (!forming(refused) || Instant.now().isAfter(deadline)) {
                    throw explained(refused);
                }
                LOG.info("JetStream is not ready yet: {}", refused.getMessage());
            } catch (IOException silent) {
                if (Instant.now().isAfter(deadline)) {
                    throw silent;
                }
                LOG.info("JetStream does not answer yet: {}", silent.getMessage());
            }
            pause();
        }
    }

    /** Whether it may be that the servers of a cluster have not all found each other yet. */
    private static boolean forming(JetStreamApiException refused) {
        return refused.getErrorCode() == UNAVAILABLE || refused.getApiErrorCode() == TOO_FEW_SERVERS;
    }

    private void attempt() throws IOException, JetStreamApiException {
        JetStreamManagement management = bus.connection().jetStreamManagement();
        Optional<StreamConfiguration> present = present(management);
        if (present.isEmpty()) {
            management.addStream(limited(
                    StreamConfiguration.builder()
                            .name(EventStream.NAME)
                            .description("Events of device management, kept for replay")
                            .subjects(EventStream.SUBJECTS)
                            .storageType(StorageType.File)
                            .retentionPolicy(RetentionPolicy.Limits),
                    EnumSet.allOf(Limit.class)));
            LOG.info("JetStream stream {} created over {}", EventStream.NAME, EventStream.SUBJECTS);
            return;
        }
        check(present.get());
        StreamConfiguration wanted = limited(
                StreamConfiguration.builder(present.get()).subjects(subjects(present.get())), settings.insisted());
        if (differs(present.get(), wanted)) {
            management.updateStream(wanted);
            LOG.info(
                    "JetStream stream {} is changed: it keeps events for {} and up to {} bytes, {} copies, and message"
                            + " IDs for {}",
                    EventStream.NAME,
                    wanted.getMaxAge(),
                    wanted.getMaxBytes(),
                    wanted.getReplicas(),
                    wanted.getDuplicateWindow());
        }
    }

    private static Optional<StreamConfiguration> present(JetStreamManagement management)
            throws IOException, JetStreamApiException {
        try {
            return Optional.of(management.getStreamInfo(EventStream.NAME).getConfiguration());
        } catch (JetStreamApiException missing) {
            if (missing.getErrorCode() != NOT_FOUND) {
                throw missing;
            }
            return Optional.empty();
        }
    }

    private StreamConfiguration limited(StreamConfiguration.Builder stream, Set<Limit> limits) {
        stream.discardPolicy(DiscardPolicy.Old);
        for (Limit limit : limits) {
            switch (limit) {
                case MAX_AGE -> stream.maxAge(settings.maxAge());
                case MAX_SIZE -> stream.maxBytes(settings.maxBytes());
                case DUPLICATE_WINDOW -> stream.duplicateWindow(settings.duplicateWindow());
                case REPLICAS -> stream.replicas(settings.replicas());
            }
        }
        return stream.build();
    }

    private static List<String> subjects(StreamConfiguration present) {
        List<String> subjects = new ArrayList<>(present.getSubjects());
        if (!subjects.contains(EventStream.SUBJECTS)) {
            subjects.removeIf(subject -> subject.startsWith("kaa.v1.events."));
            subjects.add(EventStream.SUBJECTS);
        }
        return subjects;
    }

    private static boolean differs(StreamConfiguration present, StreamConfiguration wanted) {
        return !present.getMaxAge().equals(wanted.getMaxAge())
                || present.getMaxBytes() != wanted.getMaxBytes()
                || !present.getDuplicateWindow().equals(wanted.getDuplicateWindow())
                || present.getReplicas() != wanted.getReplicas()
                || present.getDiscardPolicy() != wanted.getDiscardPolicy()
                || !present.getSubjects().equals(wanted.getSubjects());
    }

    /** What NATS lets nobody change. */
    private static void check(StreamConfiguration present) throws StreamRefused {
        String wrong = "";
        if (present.getStorageType() != StorageType.File) {
            wrong = "keeps events in memory, not on disk";
        } else if (present.getRetentionPolicy() != RetentionPolicy.Limits) {
            wrong = "removes events by interest or acknowledgement, not by age and size";
        } else if (present.getSealed()) {
            wrong = "is sealed and takes no more events";
        } else if (present.getNoAck()) {
            wrong = "does not confirm events";
        }
        if (!wrong.isEmpty()) {
            throw new StreamRefused(
                    "the stream " + EventStream.NAME + " " + wrong + ", and NATS lets nobody change that",
                    "remove it (nats stream rm " + EventStream.NAME
                            + "; the events it holds are lost) and start again");
        }
    }

    private StreamRefused explained(JetStreamApiException refused) {
        String reason = "NATS refused the stream " + EventStream.NAME + ": " + refused.getErrorDescription();
        return switch (refused.getApiErrorCode()) {
            case SUBJECTS_OVERLAP ->
                new StreamRefused(
                        "other streams hold subjects of " + EventStream.SUBJECTS + " already: " + others(),
                        "remove these streams, or take the subjects away from them",
                        refused);
            case NO_STORAGE, NO_RESOURCES ->
                new StreamRefused(
                        reason + " (" + settings.maxBytes() + " bytes are wanted)",
                        "lower muster.events.max-size, or give JetStream more room",
                        refused);
            case NO_CLUSTER, TOO_FEW_SERVERS ->
                new StreamRefused(
                        reason + " (" + settings.replicas() + " copies are wanted)",
                        "lower muster.events.replicas, or run at least as many NATS servers in one cluster",
                        refused);
            default -> new StreamRefused(reason, "see the log of the NATS server", refused);
        };
    }

    private String others() {
        try {
            List<String> names =
                    new ArrayList<>(bus.connection().jetStreamManagement().getStreamNames(EventStream.SUBJECTS));
            names.remove(EventStream.NAME);
            return String.join(", ", names);
        } catch (IOException | JetStreamApiException unknown) {
            return "unknown (" + unknown.getMessage() + ")";
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for JetStream", e);
        }
    }
}
