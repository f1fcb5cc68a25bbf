package io.muster.cm.rest;

import io.muster.cm.credential.Status;
import io.muster.contract.error.Refusal;
import io.muster.platform.http.Page;
import io.muster.platform.http.Request;
import java.util.List;

/** The query parameters of the lists. */
record Listed(List<Status> statuses, boolean newestFirst, Page page) {

    static Listed of(Request request) {
        List<Status> statuses = request.parameters("status").stream()
                .map(word -> Status.of("Query parameter \"status\"", word))
                .toList();
        String order = request.parameter("order").orElse("DESC");
        if (!order.equals("DESC") && !order.equals("ASC")) {
            throw Refusal.malformed("Query parameter \"order\" must be ASC or DESC")
                    .refused();
        }
        return new Listed(statuses, order.equals("DESC"), Page.of(request));
    }
}
