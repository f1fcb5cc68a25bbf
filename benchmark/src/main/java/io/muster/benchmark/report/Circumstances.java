package io.muster.benchmark.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** On what was measured. */
public final class Circumstances {

    private Circumstances() {}

    /** Processor, memory, system, Java and its options, and how busy the machine is right now. */
    public static Map<String, String> now() {
        Map<String, String> found = new LinkedHashMap<>();
        found.put("processor", line("/proc/cpuinfo", "model name"));
        found.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        found.put("memory", line("/proc/meminfo", "MemTotal"));
        found.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        found.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        found.put(
                "java options",
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        return found;
    }

    /** Average number of runnable threads over the last minute. */
    public static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String line(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException elsewhere) {
            return "unknown";
        }
    }
}
