package io.muster.benchmark.measure;

import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import java.util.List;
import java.util.function.Function;

/**
 * One thing that can be measured.
 *
 * @param key how it is chosen and called in the report
 * @param settled whether it is about a program that has been working for a while, see {@link Settling}
 * @param run measures; several figures have keys that start with this one and a dot
 */
public record Measure(String key, boolean settled, Function<TestBed, List<Figure>> run) {

    /** Of a program that has been working for a while. */
    private Measure(String key, Function<TestBed, List<Figure>> run) {
        this(key, true, run);
    }

    /** Of processes of its own, or of what is done once. */
    private static Measure unsettled(String key, Function<TestBed, List<Figure>> run) {
        return new Measure(key, false, run);
    }

    /** All there are, the most important first. */
    public static List<Measure> all() {
        return List.of(
                new Measure("ecap_token", EcapToken::measure),
                new Measure("revoke_to_close", RevokeToClose::measure),
                unsettled("revoke_to_refuse", RevokeToRefuse::measure),
                new Measure("rest_register", RestRegister::measure),
                new Measure("rest_update", RestUpdate::measure),
                new Measure("rest_get", RestGet::measure),
                new Measure("mqtt_update", MqttUpdate::measure),
                new Measure("write_to_event", WriteToEvent::measure),
                unsettled("ecap_token_uncached", EcapTokenUncached::measure),
                new Measure("ecap_password", EcapPassword::measure),
                unsettled("idle_sessions", IdleSessions::measure),
                new Measure("overload", Overload::measure),
                unsettled("start", Start::measure),
                unsettled("memory", Memory::measure),
                new Measure("filter_first_evaluation", FilterEvaluation::measure),
                new Measure("filter_list", FilterList::measure),
                new Measure("search", Search::measure),
                unsettled("disk", Disk::measure),
                unsettled("import", ImportFleet::measure));
    }
}
