package io.muster.acceptance.program;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A process and all that descended from it, remembered even after the parent is gone. Handles know the start time of
 * their process, so a process number that was given to somebody else is never touched.
 */
final class ProcessTree {
    private final ProcessHandle root;
    private final Set<ProcessHandle> known = ConcurrentHashMap.newKeySet();

    ProcessTree(ProcessHandle root) {
        this.root = root;
        known.add(root);
    }

    /** All processes that live now; call it while parents are alive, so that their children become known. */
    List<ProcessHandle> alive() {
        List.copyOf(known).stream()
                .filter(ProcessHandle::isAlive)
                .flatMap(ProcessHandle::descendants)
                .forEach(known::add);
        return known.stream().filter(ProcessHandle::isAlive).toList();
    }

    /** Processes of that program, those that descend from no other of it. */
    List<ProcessHandle> running(String program) {
        return alive().stream()
                .filter(process -> runs(process, program))
                .filter(process ->
                        process.parent().map(parent -> !runs(parent, program)).orElse(true))
                .toList();
    }

    void killAll() {
        alive().forEach(ProcessHandle::destroyForcibly);
        Await.until(Await.LONG, this::gone, () -> "still alive after kill -9: " + described());
    }

    boolean gone() {
        return alive().isEmpty();
    }

    String described() {
        return String.join(
                ", ",
                alive().stream()
                        .map(process -> process.pid() + " "
                                + process.info().commandLine().orElse("(no command line)"))
                        .toList());
    }

    private boolean runs(ProcessHandle process, String program) {
        return !process.equals(root)
                && Stream.of(process.info().command().orElse(""))
                        .anyMatch(command -> command.equals(program) || command.endsWith("/" + program));
    }
}
