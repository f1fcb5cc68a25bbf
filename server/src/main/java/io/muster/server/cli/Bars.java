package io.muster.server.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Bars that show how far long work is: on a terminal they move; elsewhere there are none, since a log of bars helps nobody. */
final class Bars {

    private static final int WIDTH = 100;

    private final PrintWriter err;
    private final boolean terminal = System.console() != null;

    Bars(PrintWriter err) {
        this.err = err;
    }

    boolean onTerminal() {
        return terminal;
    }

    ProgressBar bar(String task, long steps) {
        return bar(task, "", 1, steps);
    }

    /** @param unitSize steps of one unit */
    ProgressBar bar(String task, String unit, long unitSize, long steps) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUnit(unit, unitSize)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new DelegatingProgressBarConsumer(
                        line -> {
                            if (terminal) {
                                err.print("\r" + line);
                                err.flush();
                            }
                        },
                        WIDTH))
                .build();
    }
}
