package io.muster.openapi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class OpenApiDescriptionsTest {

    private static final String FILE = """
            openapi: 3.1.0
            paths:
              /things:
                get:
                  summary: List
                  parameters:
                    - {name: limit, in: query, description: Items per page.}
                  responses:
                    "200":
                      description: The things.
                      headers:
                        ETag: {$ref: "#/components/headers/Tag"}
            components:
              headers:
                Tag: {description: Entity tag.}
              schemas:
                Thing:
                  description: A thing.
                  properties:
                    id: {type: string, description: Its ID.}
            """;

    @Test
    void aFileThatExplainsEverythingIsComplete() {
        assertThatCode(() -> OpenApiDescriptions.assertComplete(OpenApiFile.of(FILE)))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsNotExplainedIsSeen() {
        assertMissing("summary: List", "tags: [x]", "/paths/~1things/get");
        assertMissing(", description: Items per page.", "", "/paths/~1things/get/parameters/0");
        assertMissing("description: The things.", "content: {}", "/paths/~1things/get/responses/200");
        assertMissing("{description: Entity tag.}", "{}", "/paths/~1things/get/responses/200/headers/ETag");
        assertMissing("description: A thing.", "type: object", "/components/schemas/Thing");
        assertMissing("Its ID.", "Its ID, of course.", "/components/schemas/Thing/properties/id/of course.");
        assertMissing(", description: Its ID.", "", "/components/schemas/Thing/properties/id");
    }

    private static void assertMissing(String explanation, String instead, String place) {
        assertThatThrownBy(() -> OpenApiDescriptions.assertComplete(OpenApiFile.of(FILE.replace(explanation, instead))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(place);
    }
}
