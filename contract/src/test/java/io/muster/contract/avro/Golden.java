package io.muster.contract.avro;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;

/** What is known for certain about a layout: its fingerprints and one sample, in bytes and as Avro JSON. */
record Golden(String record, boolean newest, String sha256, String rabin, byte[] bytes, String json) {
    static List<Golden> all() {
        try (var in = Golden.class.getResourceAsStream("golden.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> of(Json.parse(line, 20)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Golden of(String record, boolean newest) {
        return all().stream()
                .filter(golden -> golden.record.equals(record) && golden.newest == newest)
                .findFirst()
                .orElseThrow();
    }

    private static Golden of(JsonNode line) {
        return new Golden(
                line.get("record").textValue(),
                line.get("layout").textValue().equals("newest"),
                line.get("sha256").textValue(),
                line.get("rabin").textValue(),
                HexFormat.of().parseHex(line.get("hex").textValue()),
                Json.text(line.get("json")));
    }

    /** The generated record's schema. */
    Schema recordSchema() {
        return Messages.all().stream()
                .map(message -> message.codec().record())
                .filter(schema -> schema.getFullName().equals(record))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no message carries " + record));
    }

    Schema layout() {
        return newest ? recordSchema() : GeneratedRecords.kaa11(recordSchema());
    }

    @Override
    public String toString() {
        return record + (newest ? "" : " of Kaa 1.1");
    }
}
