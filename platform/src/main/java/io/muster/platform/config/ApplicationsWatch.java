package io.muster.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows the applications of a configuration file while the program runs. Other keys of the file need a restart.
 *
 * <p>Content is compared, not only the time of the last change: orchestrators swap files by links, and two changes may
 * carry the same time. A file that cannot be used leaves the present applications in force and is reported once.
 */
public final class ApplicationsWatch implements AutoCloseable {
    private final Path file;
    private final Consumer<Applications> changed;
    private final Consumer<List<Problem>> refused;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("configuration-watch").factory());
    private byte[] content;
    private boolean readable = true;
    private Applications applications;

    private ApplicationsWatch(
            Path file, Applications present, Consumer<Applications> changed, Consumer<List<Problem>> refused) {
        this.file = file;
        this.applications = present;
        this.changed = changed;
        this.refused = refused;
        this.content = new byte[0];
    }

    /**
     * Begins to look at {@code file} each {@code interval}, on a daemon thread that also runs the callbacks.
     *
     * @param present the applications in force; the first look compares with them
     * @param changed told the new applications, only when they differ
     * @param refused told why changed content is not used
     */
    public static ApplicationsWatch start(
            Path file,
            Duration interval,
            Applications present,
            Consumer<Applications> changed,
            Consumer<List<Problem>> refused) {
        ApplicationsWatch watch = new ApplicationsWatch(file, present, changed, refused);
        ScheduledFuture<?> unused = watch.clock.scheduleWithFixedDelay(
                watch::lookAndGoOn, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** A callback that fails must not end the watch; the failure goes where the thread's failures go. */
    private void lookAndGoOn() {
        try {
            look();
        } catch (RuntimeException bug) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        }
    }

    private void look() {
        try {
            byte[] now = Files.readAllBytes(file);
            readable = true;
            if (!Arrays.equals(now, content)) {
                content = now;
                apply(Reader.ofFile(file.toString(), now));
            }
        } catch (IOException unreadable) {
            if (readable) {
                readable = false;
                refused.accept(List.of(new Problem(file + ":1", "", Sources.unreadable(file))));
            }
        }
    }

    private void apply(Reader reader) {
        Applications read = Applications.read(reader);
        if (!reader.problems().isEmpty()) {
            refused.accept(reader.problems());
        } else if (!read.equals(applications)) {
            applications = read;
            changed.accept(read);
        }
    }

    /** Stops looking; a callback under way is finished. */
    @Override
    public void close() {
        clock.close();
    }
}
