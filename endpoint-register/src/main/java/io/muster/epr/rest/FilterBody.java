package io.muster.epr.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.epr.filter.stored.FilterDraft;
import io.muster.epr.filter.stored.FilterPatch;
import io.muster.epr.search.QueryReader;
import java.util.Optional;
import java.util.Set;

/** A filter as callers send it. */
record FilterBody(Body body, QueryReader reader) {

    private static final Set<String> MEMBERS = Set.of("name", "description", "mongoQuery", "query");
    private static final int MAX_NAME = 255;
    private static final int MAX_DESCRIPTION = 4_096;

    static FilterBody of(Body body, QueryReader reader) {
        return new FilterBody(body.allowing(MEMBERS), reader);
    }

    FilterDraft draft(String application) {
        QueryReader.Read query = query(body, reader)
                .orElseThrow(() -> new Refused(Refusal.malformed("Member \"mongoQuery\" is required")));
        return new FilterDraft(
                application,
                limited("name", MAX_NAME).filter(name -> !name.isEmpty()),
                limited("description", MAX_DESCRIPTION),
                query.text(),
                query.query());
    }

    FilterPatch patch() {
        return new FilterPatch(
                member("name", MAX_NAME),
                member("description", MAX_DESCRIPTION),
                query(body, reader).map(query -> new FilterPatch.NewQuery(query.text(), query.query())));
    }

    private Optional<Optional<String>> member(String name, int longest) {
        return body.object().has(name)
                ? Optional.of(limited(name, longest).filter(text -> !text.isEmpty()))
                : Optional.empty();
    }

    private Optional<String> limited(String member, int longest) {
        Optional<String> text = body.text(member);
        if (text.isPresent() && text.get().length() > longest) {
            throw new Refused(Refusal.malformed("Member \"%s\" has %d characters; at most %d are allowed"
                    .formatted(member, text.get().length(), longest)));
        }
        return text;
    }

    /** The query in {@code mongoQuery}, or in {@code query}, which means the same. */
    static Optional<QueryReader.Read> query(Body body, QueryReader reader) {
        JsonNode mongoQuery = body.object().get("mongoQuery");
        JsonNode query = body.object().get("query");
        if (mongoQuery != null && query != null) {
            throw new Refused(
                    Refusal.malformed("Members \"mongoQuery\" and \"query\" mean the same; give one of them"));
        }
        if (mongoQuery != null) {
            return Optional.of(reader.read("mongoQuery", mongoQuery));
        }
        return Optional.ofNullable(query).map(given -> reader.read("query", given));
    }
}
