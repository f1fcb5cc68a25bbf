package io.muster.server.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.avro.MalformedMessage;
import io.muster.contract.avro.Message;
import io.muster.contract.avro.Messages;
import io.muster.contract.avro.Readable;
import io.muster.contract.json.Json;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Turns a message into one line. What it is follows from its subject, since payloads carry no mark. Secrets are hidden;
 * characters that would steer the terminal are escaped, because anybody who may publish chooses them.
 */
public final class Rendering {

    private static final String PREFIX = "kaa.v1.";

    private final DateTimeFormatter clock;

    /** @param zone in which times of day are shown */
    public Rendering(ZoneId zone) {
        this.clock = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
    }

    /** Time, subject without what all have in common, whom it is about, and the rest. */
    public String line(Heard heard) {
        String what = content(heard).map(Summary::of).orElseGet(() -> fault(heard));
        String subject =
                heard.subject().startsWith(PREFIX) ? heard.subject().substring(PREFIX.length()) : heard.subject();
        return harmless(clock.format(heard.time()) + "  " + subject + "  " + what);
    }

    /** One JSON object: {@code time}, {@code subject}, {@code protocol}, {@code message}; or {@code problem}, {@code size}. */
    public String json(Heard heard) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("time", heard.time().toString());
        json.put("subject", heard.subject());
        Messages.on(heard.subject())
                .ifPresent(message -> json.put("protocol", message.protocol().toString()));
        Optional<ObjectNode> content = content(heard);
        if (content.isPresent()) {
            json.set("message", content.get());
        } else {
            json.put("problem", problem(heard));
            json.put("size", heard.payload().length);
        }
        return harmless(Json.text(json));
    }

    private static Optional<ObjectNode> content(Heard heard) {
        return Messages.on(heard.subject()).flatMap(message -> decoded(message, heard));
    }

    private static Optional<ObjectNode> decoded(Message<?> message, Heard heard) {
        try {
            return Optional.of(Readable.json(message.codec().decode(heard.payload())));
        } catch (MalformedMessage malformed) {
            return Optional.empty();
        }
    }

    private static String fault(Heard heard) {
        return "(" + problem(heard) + ", " + heard.payload().length + " bytes)";
    }

    private static String problem(Heard heard) {
        return Messages.on(heard.subject()).isPresent() ? "malformed" : "unknown message";
    }

    private static String harmless(String line) {
        if (line.chars().noneMatch(Character::isISOControl)) {
            return line;
        }
        StringBuilder escaped = new StringBuilder();
        line.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                escaped.append("\\u%04x".formatted(c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }
}
