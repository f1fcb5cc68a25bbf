package io.muster.acceptance.readme;

import io.muster.acceptance.program.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tour of the README: commands in order, and what it says they print.
 *
 * @param steps one for each block of commands
 */
record Tour(List<Step> steps) {
    private static final Pattern PART = Pattern.compile("(?s)<!-- tour -->(.*)<!-- /tour -->");
    private static final Pattern BLOCK =
            Pattern.compile("(?s)```bash\\n(?<commands>.*?)```\\n(?:\\n```text\\n(?<output>.*?)```\\n)?");

    /**
     * Commands to paste.
     *
     * @param output what they print as the README says, empty if it does not; an ellipsis or a name in angle brackets
     *     stands for anything within its line
     */
    record Step(String commands, String output) {

        /** Whether that output is what the README promises. */
        boolean promises(String printed) {
            return output.isEmpty()
                    || Pattern.compile(pattern(output.strip()))
                            .matcher(printed.strip())
                            .matches();
        }

        private static String pattern(String text) {
            StringBuilder pattern = new StringBuilder();
            Matcher open = Pattern.compile("…|<[a-z ]+>").matcher(text);
            int from = 0;
            while (open.find()) {
                pattern.append(Pattern.quote(text.substring(from, open.start())))
                        .append(".*");
                from = open.end();
            }
            return pattern.append(Pattern.quote(text.substring(from))).toString();
        }
    }

    static Tour ofReadme() {
        try {
            String readme = Files.readString(Installation.ROOT.resolve("README.md"));
            Matcher part = PART.matcher(readme);
            if (!part.find()) {
                throw new AssertionError("README.md has no part between <!-- tour --> and <!-- /tour -->");
            }
            List<Step> steps = new ArrayList<>();
            Matcher block = BLOCK.matcher(part.group(1));
            while (block.find()) {
                String output = block.group("output");
                steps.add(new Step(block.group("commands"), output == null ? "" : output));
            }
            return new Tour(List.copyOf(steps));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
