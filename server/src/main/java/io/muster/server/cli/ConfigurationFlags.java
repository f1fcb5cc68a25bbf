package io.muster.server.cli;

import io.muster.platform.config.Key;
import io.muster.server.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags that set configuration keys; made from the catalogue of keys, so that help and code cannot differ. */
final class ConfigurationFlags {

    private ConfigurationFlags() {}

    /** Adds every flag of the catalogue to a command. */
    static void addTo(CommandSpec command) {
        for (Key<?> key : Settings.catalogue().flags()) {
            String shownDefault = key.shownDefault().isEmpty() ? "" : " Default: " + key.shownDefault() + ".";
            command.addOption(OptionSpec.builder(key.flag().orElseThrow())
                    .type(String.class)
                    .paramLabel(label(key))
                    .description(key.sentence() + shownDefault)
                    .build());
        }
    }

    /** The flags of the catalogue as they were given, name to value; a command's own options are left out. */
    static Map<String, String> given(ParseResult parsed) {
        Map<String, String> flags = new HashMap<>();
        Set<String> known = Settings.catalogue().flags().stream()
                .flatMap(key -> key.flag().stream())
                .collect(Collectors.toSet());
        parsed.matchedOptions().stream()
                .filter(option -> known.contains(option.longestName()))
                .forEach(option -> flags.put(option.longestName(), option.getValue()));
        return flags;
    }

    private static String label(Key<?> key) {
        String name = key.flag().orElseThrow();
        return name.substring(name.lastIndexOf('-') + 1).toUpperCase(Locale.ROOT);
    }
}
