package io.muster.platform.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A YAML document as values with the line, counted from 1, on which each begins. */
sealed interface Tree {
    /** The line of what was not read from a file. */
    int NO_LINE = 0;

    int line();

    /** How a problem names what was found here. */
    String found();

    record Scalar(String text, int line) implements Tree {
        @Override
        public String found() {
            return Problem.quote(text);
        }
    }

    /** A null or missing value. */
    record Nothing(int line) implements Tree {
        @Override
        public String found() {
            return "nothing";
        }
    }

    record Listing(List<Tree> items, int line) implements Tree {
        @Override
        public String found() {
            return "a list";
        }
    }

    /** Names to values, in the order of the file. */
    record Mapping(Map<String, Tree> entries, int line) implements Tree {
        static Mapping empty() {
            return new Mapping(new LinkedHashMap<>(), 1);
        }

        /** The value below this dotted path; each part also matches in camel or snake case, an exact match first. */
        Optional<Tree> at(String path) {
            Tree here = this;
            for (String part : path.split("\\.", -1)) {
                Optional<Tree> next = here instanceof Mapping mapping ? mapping.child(part) : Optional.empty();
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                here = next.get();
            }
            return Optional.of(here);
        }

        Optional<Tree> child(String part) {
            Optional<Tree> exact = Optional.ofNullable(entries.get(part));
            return exact.isPresent()
                    ? exact
                    : entries.entrySet().stream()
                            .filter(entry -> uniform(entry.getKey()).equals(uniform(part)))
                            .map(Map.Entry::getValue)
                            .findFirst();
        }

        @Override
        public String found() {
            return "a mapping";
        }
    }

    /** A key without the freedom of relaxed writing. */
    static String uniform(String key) {
        return key.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
