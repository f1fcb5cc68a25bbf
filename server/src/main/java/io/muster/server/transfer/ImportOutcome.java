package io.muster.server.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.contract.json.Json;
import io.muster.epr.transfer.ImportRun;

/**
 * What came of an import.
 *
 * @param run how far it is
 * @param before how far an earlier one was, from where this one went on
 * @param stopped whether it ended at a refused line, as it was told to
 */
public record ImportOutcome(ImportRun run, ImportRun before, boolean stopped) {

    /** Whether all lines are registered, those of an earlier run included. */
    public boolean clean() {
        return !stopped && run.refused() == 0;
    }

    /** For people. */
    public String text(ImportPlan plan) {
        StringBuilder text = new StringBuilder();
        if (before.read() > 0) {
            text.append("Went on behind line %,d, where an earlier import of this file had stopped%n"
                    .formatted(before.lines()));
        }
        text.append("%,d endpoints registered, %,d lines refused%n".formatted(run.registered(), run.refused()));
        if (run.refused() > 0 || stopped) {
            text.append("Refused lines: ").append(plan.errors()).append('\n');
        }
        if (run.tokensLength() > 0) {
            text.append("Tokens that were made: ")
                    .append(plan.tokens())
                    .append(" (whoever has it can be the devices)\n");
        }
        if (stopped) {
            text.append("Stopped at the refused line; correct it and run the import again, which goes on there\n");
        }
        return text.toString();
    }

    /** For programs: {@code registered}, {@code refused}, {@code lines}, {@code stopped}, with earlier runs included. */
    public String json() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("lines", run.lines());
        json.put("registered", run.registered());
        json.put("refused", run.refused());
        json.put("resumedBehindLine", before.lines());
        json.put("stopped", stopped);
        return Json.text(json);
    }
}
