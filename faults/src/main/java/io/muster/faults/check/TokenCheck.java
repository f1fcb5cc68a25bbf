package io.muster.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.acceptance.client.Rest;
import io.muster.faults.journal.Heard;
import io.muster.faults.journal.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tokens in CM: one for each endpoint, in the status that was acknowledged, none for others; revocations were told. */
final class TokenCheck {

    private TokenCheck() {}

    /**
     * @param existing endpoints that are stored
     * @param tried those and all that somebody tried to register
     */
    static void look(
            Rest rest, Tokens tokens, Set<String> existing, Set<String> tried, List<Heard> events, Problems problems) {
        Map<String, Tokens.Known> known = tokens.known();
        for (String endpoint : tried) {
            JsonNode list = rest.get("/cm/api/v1/endpoints/" + endpoint + "/tokens")
                    .expect(200)
                    .json()
                    .path("content");
            int expected = existing.contains(endpoint) ? 1 : 0;
            if (list.size() != expected) {
                problems.add("%s should have %d tokens, but CM has %s", endpoint, expected, list);
            } else if (expected == 1 && known.containsKey(endpoint)) {
                compare(endpoint, list.path(0), known.get(endpoint), problems);
            }
        }
        Set<String> told = events.stream()
                .filter(event -> event.event().subject().endsWith(".endpoint.token.revoked"))
                .map(Heard::correlationId)
                .collect(Collectors.toSet());
        tokens.suspensions().forEach((request, endpoint) -> {
            if (!told.contains(request)) {
                problems.add("%s: no event of the acknowledged suspension %s", endpoint, request);
            }
        });
    }

    private static void compare(String endpoint, JsonNode token, Tokens.Known known, Problems problems) {
        String status = token.path("status").asText();
        if (!known.allows(status)) {
            problems.add("%s: its token is %s, but should be %s", endpoint, status, known);
        }
    }
}
