package io.muster.epr.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.avro.Elce;
import io.muster.contract.avro.Eme;
import io.muster.contract.json.Json;
import io.muster.epr.endpoint.Change;
import io.muster.epr.metadata.MetadataDiff;
import io.muster.platform.feed.ChangeRecord;
import io.muster.platform.nats.Event;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.AppVersionUpdatedEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.RegisteredEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.lifecycle.UnregisteredEvent;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataKeyUpdatedDto;
import org.kaaproject.ipc.event.gen.v1.endpoint.metadata.MetadataUpdatedEvent;

/** Makes the lifecycle events of 9/ELCE and the metadata events of 15/EME out of changes. */
final class EndpointEvents {

    /** Events are history: they never expire. */
    private static final long NO_TIMEOUT = 0;

    private final String instance;
    private final String replica;

    /**
     * Events of one service instance.
     *
     * @param instance its name, part of every subject
     * @param replica the replica that publishes
     */
    EndpointEvents(String instance, String replica) {
        this.instance = instance;
        this.replica = replica;
    }

    /** The event that tells of {@code change}, which did {@code diff} to the metadata. */
    Event of(ChangeRecord record, Change change, MetadataDiff diff, String messageId) {
        return switch (change.kind()) {
            case REGISTERED ->
                new Event(
                        Elce.REGISTERED.from(instance),
                        record.subject(),
                        Elce.REGISTERED
                                .codec()
                                .encode(new RegisteredEvent(
                                        record.correlationId(),
                                        record.createdAt().toEpochMilli(),
                                        NO_TIMEOUT,
                                        change.newVersion().orElseThrow(),
                                        record.subject(),
                                        replica)),
                        messageId);
            case UNREGISTERED ->
                new Event(
                        Elce.UNREGISTERED.from(instance),
                        record.subject(),
                        Elce.UNREGISTERED
                                .codec()
                                .encode(new UnregisteredEvent(
                                        record.correlationId(),
                                        record.createdAt().toEpochMilli(),
                                        NO_TIMEOUT,
                                        change.oldVersion().orElseThrow(),
                                        record.subject(),
                                        replica)),
                        messageId);
            case VERSION_CHANGED ->
                new Event(
                        Elce.APP_VERSION_UPDATED.from(instance),
                        record.subject(),
                        Elce.APP_VERSION_UPDATED
                                .codec()
                                .encode(new AppVersionUpdatedEvent(
                                        record.correlationId(),
                                        record.createdAt().toEpochMilli(),
                                        NO_TIMEOUT,
                                        change.newVersion().orElseThrow(),
                                        change.oldVersion().orElseThrow(),
                                        record.subject(),
                                        replica)),
                        messageId);
            case METADATA_UPDATED -> metadataUpdated(record, change, diff, messageId);
        };
    }

    private Event metadataUpdated(ChangeRecord record, Change change, MetadataDiff diff, String messageId) {
        Map<String, MetadataKeyUpdatedDto> updated = new HashMap<>();
        diff.updated()
                .forEach((key, update) ->
                        updated.put(key, new MetadataKeyUpdatedDto(text(update.after()), text(update.before()))));
        MetadataUpdatedEvent event = new MetadataUpdatedEvent(
                record.correlationId(),
                record.createdAt().toEpochMilli(),
                NO_TIMEOUT,
                change.newVersion().orElseThrow(),
                record.subject(),
                texts(diff.removed()),
                texts(diff.added()),
                updated,
                replica);
        return new Event(
                Eme.METADATA_UPDATED.from(instance),
                record.subject(),
                Eme.METADATA_UPDATED.codec().encode(event),
                messageId);
    }

    private static Map<String, @Nullable String> texts(Map<String, JsonNode> values) {
        Map<String, @Nullable String> texts = new HashMap<>();
        values.forEach((key, value) -> texts.put(key, text(value)));
        return texts;
    }

    /** The JSON text; null stands for the JSON value null. */
    private static @Nullable String text(JsonNode value) {
        return value.isNull() ? null : Json.text(value);
    }
}
