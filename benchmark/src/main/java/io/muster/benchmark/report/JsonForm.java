package io.muster.benchmark.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;

/** The report for programs: for each key value, unit, limit, ratio, target, met. */
public final class JsonForm {

    private JsonForm() {}

    /** {@code {"circumstances": {}, "figures": {KEY: {}}, "growth": {KEY: {}}, "failures": {}}}. */
    public static ObjectNode of(Report report) {
        ObjectNode root = Json.mapper().createObjectNode();
        ObjectNode circumstances = root.putObject("circumstances");
        report.circumstances().forEach(circumstances::put);
        ObjectNode figures = root.putObject("figures");
        report.figures().forEach(figure -> figures.set(figure.key(), figure(figure)));
        ObjectNode growth = root.putObject("growth");
        report.growth().forEach(series -> growth.set(series.key(), GrowthForm.json(series)));
        ObjectNode failures = root.putObject("failures");
        report.failures().forEach(failures::put);
        return root;
    }

    private static ObjectNode figure(Figure figure) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("title", figure.title());
        node.put("value", figure.value().median());
        node.set("spread", spread(figure.value()));
        node.put("unit", figure.unit());
        figure.limit().ifPresent(limit -> {
            node.put("limit", limit.value().median());
            node.set("limitSpread", spread(limit.value()));
            node.put("limitOf", limit.what());
        });
        figure.ratio().ifPresent(ratio -> node.put("ratio", ratio.median()));
        node.put("target", figure.target().text());
        figure.met().ifPresent(met -> node.put("met", met));
        ObjectNode notes = node.putObject("notes");
        figure.notes().forEach(notes::put);
        return node;
    }

    private static ObjectNode spread(Spread spread) {
        return Json.mapper().createObjectNode().put("least", spread.least()).put("most", spread.most());
    }
}
