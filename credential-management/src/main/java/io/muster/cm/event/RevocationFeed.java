package io.muster.cm.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.avro.Cap;
import io.muster.contract.avro.Ecap;
import io.muster.contract.json.Json;
import io.muster.platform.feed.ChangeRecord;
import io.muster.platform.feed.FeedProcessor;
import io.muster.platform.nats.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.StreamSupport;
import org.kaaproject.ipc.cap.gen.v1.ClientCredentialsRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.ClientCredentialRevokedEvent;
import org.kaaproject.ipc.ecap.gen.v1.EndpointTokenRevokedEvent;

/**
 * Turns the change records of CM into revocation events of 16/ECAP, and of 22/CAP where that is on.
 *
 * <p>Between batches it looks for credentials whose validity is over: live sessions know nothing of validity windows, so
 * the end of one is announced like a revocation.
 */
public final class RevocationFeed implements FeedProcessor {

    private static final long UNLIMITED = 0;
    private static final int ENDS_PER_LOOK = 500;
    private static final long LOOK_EVERY = Duration.ofMillis(500).toNanos();

    private final Originator originator;
    private final List<IntUnaryOperator> ends;
    private long lookedAt = System.nanoTime() - LOOK_EVERY;

    /**
     * Who publishes.
     *
     * @param cap where to publish events of 22/CAP; empty for not at all
     */
    public record Originator(String instance, String replica, Optional<CapSettings> cap) {}

    /** @param ends each notices and announces the credentials that are over, so many at the most, and says how many */
    public RevocationFeed(Originator originator, List<IntUnaryOperator> ends) {
        this.originator = originator;
        this.ends = List.copyOf(ends);
    }

    @Override
    public Outcome process(List<ChangeRecord> batch, Reading reading) {
        List<Event> events = new ArrayList<>();
        for (ChangeRecord change : batch) {
            JsonNode body = Json.parse(change.body(), Json.MAX_DEPTH);
            String messageId = body.path("message").asText();
            switch (change.kind()) {
                case "token-revoked" -> events.add(tokenRevoked(change, body, messageId));
                case "password-revoked", "certificate-revoked" -> {
                    events.add(credentialRevoked(change, messageId));
                    originator.cap().ifPresent(cap -> events.add(capRevoked(change, cap, messageId)));
                }
                default -> throw new IllegalStateException("Change records of kind " + change.kind() + " are unknown");
            }
        }
        return new Outcome(events, List.of());
    }

    private Event tokenRevoked(ChangeRecord change, JsonNode body, String messageId) {
        List<String> tokens = StreamSupport.stream(body.path("tokens").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        EndpointTokenRevokedEvent event = new EndpointTokenRevokedEvent(
                change.correlationId(),
                change.createdAt().toEpochMilli(),
                UNLIMITED,
                body.path("application").asText(),
                change.subject(),
                tokens,
                originator.replica());
        return new Event(
                Ecap.TOKEN_REVOKED.from(originator.instance()),
                change.subject(),
                Ecap.TOKEN_REVOKED.codec().encode(event),
                messageId);
    }

    private Event credentialRevoked(ChangeRecord change, String messageId) {
        ClientCredentialRevokedEvent event = new ClientCredentialRevokedEvent(
                change.correlationId(),
                change.createdAt().toEpochMilli(),
                UNLIMITED,
                change.subject(),
                originator.replica());
        return new Event(
                Ecap.CREDENTIAL_REVOKED.from(originator.instance()),
                change.subject(),
                Ecap.CREDENTIAL_REVOKED.codec().encode(event),
                messageId);
    }

    private Event capRevoked(ChangeRecord change, CapSettings cap, String messageId) {
        var kind = change.kind().equals("password-revoked") ? Cap.BASIC_REVOKED : Cap.CERTIFICATE_REVOKED;
        ClientCredentialsRevokedEvent event = new ClientCredentialsRevokedEvent(
                change.correlationId(),
                change.createdAt().toEpochMilli(),
                UNLIMITED,
                cap.tenantId(),
                change.subject(),
                originator.replica());
        return new Event(
                kind.from(cap.instance()), change.subject(), kind.codec().encode(event), messageId + "-cap");
    }

    @Override
    public void acquired(Set<Integer> partitions) {
        // Nothing is remembered about partitions.
    }

    @Override
    public boolean step(Set<Integer> owned, Guard guard) {
        long now = System.nanoTime();
        if (now - lookedAt < LOOK_EVERY) {
            return false;
        }
        boolean more = false;
        boolean any = false;
        for (IntUnaryOperator end : ends) {
            int ended = end.applyAsInt(ENDS_PER_LOOK);
            any |= ended > 0;
            more |= ended == ENDS_PER_LOOK;
        }
        if (!more) {
            lookedAt = now;
        }
        return any;
    }
}
