package io.muster.platform.http.docs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.contract.json.Json;
import io.muster.platform.http.Api;
import io.muster.platform.http.Operation;
import io.muster.platform.http.Reply;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code GET /docs}: the OpenAPI files of the mounted APIs, readable and to be tried out in a browser. Swagger UI comes
 * from the program itself and nothing from elsewhere, so the page works offline; its addresses are relative, so that it
 * works behind a gateway as well.
 *
 * <p>The OpenAPI file of an API is at {@code /NAME/openapi.yaml}. Its {@code servers} say {@code api/v1}: relative to
 * the file, that is where the API answers.
 */
public final class DocsPage {

    private static final String PACKAGE = "META-INF/resources/webjars/swagger-ui/";
    private static final String VERSION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String CONTENT_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final Map<String, String> SWAGGER_FILES = Map.of(
            "swagger-ui.css",
            "text/css; charset=utf-8",
            "swagger-ui-bundle.js",
            SCRIPT,
            "swagger-ui-standalone-preset.js",
            SCRIPT,
            "favicon-32x32.png",
            "image/png");

    private DocsPage() {}

    /**
     * The page, what it loads, and the OpenAPI files, for everybody to read.
     *
     * @param apis those whose {@link Api#openApi} names a resource; others are left out
     * @throws IllegalStateException when such a resource is not there
     */
    public static List<Operation> operations(List<Api> apis) {
        List<Api> described =
                apis.stream().filter(api -> !api.openApi().isEmpty()).toList();
        List<Operation> all = new ArrayList<>();
        Reply toPage = new Reply(302, Map.of("Location", "docs/"), new byte[0]);
        all.add(new Operation(HttpMethod.GET, "/docs/", "docs", "", request -> page()));
        all.add(new Operation(HttpMethod.GET, "/docs", "docs", "", request -> toPage));
        all.add(file("/docs/start.js", SCRIPT, "io/muster/platform/http/docs/start.js"));
        Reply apisReply = kept("application/json", Json.bytes(list(described)));
        all.add(new Operation(HttpMethod.GET, "/docs/apis.json", "docs", "", request -> apisReply));
        String swagger = PACKAGE + version() + "/";
        SWAGGER_FILES.forEach((name, type) -> all.add(file("/docs/" + name, type, swagger + name)));
        described.forEach(api ->
                all.add(file("/" + api.name() + "/openapi.yaml", "application/yaml; charset=utf-8", api.openApi())));
        return all;
    }

    private static Reply page() {
        return Reply.of(200, "text/html; charset=utf-8", resource("io/muster/platform/http/docs/index.html"))
                .with("Content-Security-Policy", CONTENT_POLICY)
                .etagOfBody();
    }

    /**
     * A file that is read and hashed when it is asked for the first time: Swagger UI has megabytes, which most starts would
     * read in vain.
     */
    private static Operation file(String path, String type, String resource) {
        if (DocsPage.class.getResource(absolute(resource)) == null) {
            throw missing(resource);
        }
        AtomicReference<Optional<Reply>> read = new AtomicReference<>(Optional.empty());
        return new Operation(HttpMethod.GET, path, "docs", "", request -> read.updateAndGet(
                        known -> known.or(() -> Optional.of(kept(type, resource(resource)))))
                .orElseThrow());
    }

    private static Reply kept(String type, byte[] content) {
        return Reply.of(200, type, content).with("Cache-Control", "no-cache").etagOfBody();
    }

    private static String absolute(String resource) {
        return resource.startsWith("/") ? resource : "/" + resource;
    }

    private static IllegalStateException missing(String resource) {
        return new IllegalStateException("The program is incomplete: " + absolute(resource) + " is missing");
    }

    private static ArrayNode list(List<Api> apis) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Api api : apis) {
            list.addObject()
                    .put("name", api.name().toUpperCase(Locale.ROOT))
                    .put("url", "../" + api.name() + "/openapi.yaml");
        }
        return list;
    }

    private static String version() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(resource(VERSION), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "");
    }

    private static byte[] resource(String name) {
        try (InputStream stream = DocsPage.class.getResourceAsStream(absolute(name))) {
            if (stream == null) {
                throw missing(name);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
