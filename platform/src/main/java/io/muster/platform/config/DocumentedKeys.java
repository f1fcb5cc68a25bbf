package io.muster.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a Markdown file between {@code <!-- keys:NAME -->} and {@code <!-- /keys:NAME -->}, which holds the table
 * of a {@link Catalogue}.
 */
public record DocumentedKeys(String before, String table, String after) {

    /**
     * Finds the part called {@code name}.
     *
     * @throws IOException if the file cannot be read or has no such part
     */
    public static DocumentedKeys in(Path file, String name) throws IOException {
        String text = Files.readString(file);
        String open = "<!-- keys:" + name + " -->\n";
        int begin = text.indexOf(open) + open.length();
        int end = text.indexOf("<!-- /keys:" + name + " -->");
        if (begin < open.length() || end < begin) {
            throw new IOException(file + " has no part between " + open.strip() + " and its end");
        }
        return new DocumentedKeys(text.substring(0, begin), text.substring(begin, end), text.substring(end));
    }

    /** The whole file with another table. */
    public String with(String newTable) {
        return before + newTable + after;
    }
}
