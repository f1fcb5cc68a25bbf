package io.muster.platform.config;

/** Where a value comes from, strongest last: default, file, environment, flag. */
public sealed interface Origin {

    /** How a person reads it, for example {@code file muster.yml:12}. */
    String describe();

    /** The place as it opens a problem line, for example {@code muster.yml:12}. */
    default String place() {
        return describe();
    }

    /** Nobody gave the value: it is built in. */
    record Default() implements Origin {
        @Override
        public String describe() {
            return "default";
        }

        @Override
        public String place() {
            return "not given";
        }
    }

    /** A line, counted from 1, of a YAML file; line 0 stands for a document without lines, which came over the wire. */
    record File(String file, int line) implements Origin {
        @Override
        public String describe() {
            return "file " + place();
        }

        @Override
        public String place() {
            return line == Tree.NO_LINE ? file : file + ":" + line;
        }
    }

    /** An environment variable. */
    record Environment(String variable) implements Origin {
        @Override
        public String describe() {
            return "environment " + variable;
        }
    }

    /** A command-line flag, with its dashes. */
    record Flag(String flag) implements Origin {
        @Override
        public String describe() {
            return "flag " + flag;
        }
    }
}
