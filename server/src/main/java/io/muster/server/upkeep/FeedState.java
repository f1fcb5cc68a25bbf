package io.muster.server.upkeep;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.platform.feed.Backlog;
import io.muster.platform.feed.ParkedRecord;
import io.muster.platform.feed.ParkedRecords;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What waits in the change feeds.
 *
 * @param feeds by schema
 */
public record FeedState(Map<String, Waiting> feeds) {

    private static final int SHOWN = 1_000;

    public FeedState {
        feeds = new TreeMap<>(feeds);
    }

    /**
     * What waits in one feed.
     *
     * @param parked the oldest of those
     */
    public record Waiting(Backlog backlog, List<ParkedRecord> parked) {

        public Waiting {
            parked = List.copyOf(parked);
        }
    }

    /** As it is now. */
    public static FeedState of(Stores stores) {
        Map<String, Waiting> feeds = new TreeMap<>();
        for (String schema : stores.names()) {
            stores.schema(schema)
                    .map(ParkedRecords::new)
                    .ifPresent(records -> feeds.put(schema, new Waiting(records.backlog(), records.oldest(SHOWN))));
        }
        return new FeedState(feeds);
    }

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        feeds.forEach((schema, feed) -> {
            text.append("%s: %d changes wait to be published, the oldest for %d s; %d are parked\n"
                    .formatted(
                            schema,
                            feed.backlog().waiting(),
                            feed.backlog().oldest().toSeconds(),
                            feed.backlog().parked()));
            feed.parked().forEach(record -> text.append("  ")
                    .append(Verification.shown(schema, record))
                    .append('\n'));
        });
        return text.toString();
    }

    /** For programs: per schema {@code waiting}, {@code oldestSeconds}, {@code parked}, {@code parkedChanges}. */
    public String json() {
        ObjectNode json = Json.mapper().createObjectNode();
        feeds.forEach((schema, feed) -> {
            ObjectNode one = json.putObject(schema);
            one.put("waiting", feed.backlog().waiting());
            one.put("oldestSeconds", feed.backlog().oldest().toSeconds());
            one.put("parked", feed.backlog().parked());
            ArrayNode changes = one.putArray("parkedChanges");
            for (ParkedRecord record : feed.parked()) {
                changes.addObject()
                        .put("name", schema + "-" + record.sequence())
                        .put("kind", record.kind())
                        .put("subject", record.subject())
                        .put("reason", record.reason())
                        .put("held", record.held())
                        .put("createdAt", record.createdAt().toString())
                        .put("parkedAt", record.parkedAt().toString());
            }
        });
        return Json.text(json);
    }
}
