package io.muster.platform.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Reads request bodies as they are, whatever the content type says: many tools call everything a form unless told
 * otherwise, and a form would be taken apart.
 *
 * @param limit largest body in bytes; larger ones fail with 413
 */
record BodyReader(int limit) {

    private static final int TOO_LARGE = 413;
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    /** Hands the whole body on, which is empty when there is none. */
    void read(RoutingContext context, BiConsumer<RoutingContext, byte[]> next) {
        String announced = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null && LENGTH.matcher(announced).matches() && Long.parseLong(announced) > limit) {
            context.fail(TOO_LARGE);
            return;
        }
        Buffer body = Buffer.buffer();
        context.request().handler(part -> {
            boolean fits = body.length() <= limit;
            if (fits) {
                body.appendBuffer(part);
            }
            if (fits && body.length() > limit) {
                context.fail(TOO_LARGE);
            }
        });
        context.request().endHandler(end -> {
            if (body.length() <= limit) {
                next.accept(context, body.getBytes());
            }
        });
    }
}
