package io.muster.benchmark.measure;

import io.muster.benchmark.Plan;
import io.muster.benchmark.load.Call;
import io.muster.benchmark.load.ClosedLoop;
import io.muster.benchmark.load.Sample;
import io.muster.benchmark.program.TestBed;
import io.muster.benchmark.report.Figure;
import io.muster.benchmark.report.Spread;
import io.muster.benchmark.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The program against its limit, turn by turn, so that whatever else the machine does meets both. The ratio is that of
 * each pair of turns.
 */
record Duel(List<Sample> limits, List<Sample> values) {

    /** Greatest throughput of both with the same number of operations under way. */
    static Duel closed(TestBed bed, int outstanding, Call limit, Call value) {
        return closed(bed, outstanding, bed.plan().repetitions(), limit, value);
    }

    /** The same with another number of turns. */
    static Duel closed(TestBed bed, int outstanding, int repetitions, Call limit, Call value) {
        if (!bed.settled()) {
            warmUp(bed, outstanding, limit);
            warmUp(bed, outstanding, value);
        }
        return closedAgain(bed, outstanding, repetitions, limit, value);
    }

    /** Not counted: the first load of its kind meets code that is not compiled yet. */
    static void warmUp(TestBed bed, int outstanding, Call value) {
        Plan plan = bed.plan();
        new ClosedLoop(outstanding, plan.warmUp(), plan.duration(), bed.processors())
                .run(value)
                .sound();
    }

    /** The same where load of this kind came just before. */
    static Duel closedAgain(TestBed bed, int outstanding, int repetitions, Call limit, Call value) {
        Plan plan = bed.plan();
        ClosedLoop loop = new ClosedLoop(outstanding, plan.warmUp(), plan.duration(), bed.processors());
        List<Sample> limits = new ArrayList<>();
        List<Sample> values = new ArrayList<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            limits.add(loop.run(limit).sound());
            values.add(loop.run(value).sound());
        }
        return new Duel(limits, values);
    }

    /** The rates as a figure. */
    Figure rates(String key, String title, String limitIs, Target target) {
        return figure(key, title, "1/s", limitIs, target, Sample::rate);
    }

    /** Something else of the samples as a figure. */
    Figure figure(
            String key, String title, String unit, String limitIs, Target target, ToDoubleFunction<Sample> taken) {
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < values.size(); pair++) {
            ratios.add(taken.applyAsDouble(values.get(pair)) / taken.applyAsDouble(limits.get(pair)));
        }
        return new Figure(
                        key,
                        title,
                        unit,
                        spread(values, taken),
                        Optional.of(new Figure.Limit(limitIs, spread(limits, taken))),
                        Optional.of(Spread.of(ratios)),
                        target,
                        Map.of())
                .note("last run", values.getLast().text())
                .note("limit's last run", limits.getLast().text());
    }

    static Spread spread(List<Sample> samples, ToDoubleFunction<Sample> taken) {
        return Spread.of(samples.stream().map(taken::applyAsDouble).toList());
    }

    /** The median rate of the program. */
    double rate() {
        return spread(values, Sample::rate).median();
    }

    /** The median rate of the limit. */
    double limitRate() {
        return spread(limits, Sample::rate).median();
    }
}
