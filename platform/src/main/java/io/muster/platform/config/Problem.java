package io.muster.platform.config;

/** One mistake, or one remark, about the configuration: where it stands, the key it is about, and what to do. */
public record Problem(String place, String key, String message) {
    private static final int LONGEST_QUOTE = 60;

    /** Keys and complaints of the YAML reader may carry line breaks of the file. */
    public Problem {
        place = place.replaceAll("\\p{Cntrl}+", " ");
        key = key.replaceAll("\\p{Cntrl}+", " ");
        message = message.replaceAll("\\p{Cntrl}+", " ");
    }

    /** The problem in one line: {@code muster.yml:12: kaa.cm.ep-token.length: found …, allowed: …}. */
    public String line() {
        return key.isEmpty() ? place + ": " + message : place + ": " + key + ": " + message;
    }

    @Override
    public String toString() {
        return line();
    }

    /** Foreign text made fit for one line. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints()
                .limit(LONGEST_QUOTE)
                .forEach(point -> quoted.appendCodePoint(Character.isISOControl(point) ? '\uFFFD' : point));
        return quoted.append(text.codePointCount(0, text.length()) > LONGEST_QUOTE ? "…\"" : "\"")
                .toString();
    }
}
