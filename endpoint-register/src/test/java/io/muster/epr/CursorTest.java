package io.muster.epr;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A walk by cursor meets each endpoint that is there all the time exactly once, whatever else comes, goes or changes. */
class CursorTest {

    private static final int ENDPOINTS = 40;
    private static final List<String> STAYING =
            IntStream.range(0, ENDPOINTS).mapToObj("m%02d"::formatted).toList();

    private static EprStack epr;

    @BeforeAll
    static void start() throws Exception {
        epr = new EprStack();
        for (String id : STAYING) {
            epr.registered(id, "{\"kind\":\"staying\"}");
        }
    }

    @AfterAll
    static void stop() {
        epr.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"createdDate", "createdDate,DESC", "endpointId", "endpointId,DESC"})
    void everyEndpointThatStaysIsMetOnce(String sort) throws Exception {
        List<String> seen = new ArrayList<>();
        JsonNode page = epr.get("/endpoints?limit=3&sort=" + sort).json();
        for (int step = 0; ; step++) {
            page.path("content")
                    .forEach(item -> seen.add(item.path("endpointId").asText()));
            if (!page.has("nextCursor")) {
                break;
            }
            disturb(seen.getLast(), step, sort);
            page = epr.get("/endpoints?limit=3&cursor="
                            + page.path("nextCursor").asText())
                    .json();
        }
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen).containsAll(STAYING);
    }

    /** Changes the endpoint the cursor stands on, lets others come before and behind it, and takes one away. */
    private static void disturb(String at, int step, String sort) throws Exception {
        epr.call("PUT", "/endpoints/" + at + "/metadata/step", Integer.toString(step));
        epr.call("PUT", "/endpoints/" + at + "/app-version", "{\"name\":\"kettle-v" + (1 + step % 2) + "\"}");
        if (step < 10) {
            String fresh = (step % 2 == 0 ? "a" : "z") + step + sort.replaceAll("[^a-zA-Z]", "");
            epr.registered(fresh, "{}");
            if (step % 3 == 0) {
                assertThat(epr.call("DELETE", "/endpoints/" + fresh, "").status())
                        .isEqualTo(204);
            }
        }
    }
}
