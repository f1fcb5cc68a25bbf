package io.muster.platform.config;

import java.util.List;
import java.util.Optional;

/** All keys that components declare, in the order in which they were read. */
public record Catalogue(List<Key<?>> keys) {

    /** The key with exactly this path. */
    public Optional<Key<?>> key(String path) {
        return keys.stream().filter(each -> each.path().equals(path)).findFirst();
    }

    /** The keys that have a command-line flag. */
    public List<Key<?>> flags() {
        return keys.stream().filter(each -> each.flag().isPresent()).toList();
    }

    /** The documentation: a Markdown table with one row for each key. */
    public String markdown() {
        StringBuilder table = new StringBuilder("""
                | Key | Allowed | Default | Environment, flag | Meaning |
                |---|---|---|---|---|
                """);
        for (Key<?> key : keys) {
            table.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                            key.path(),
                            cell(key.type().allowed()),
                            code(key.shownDefault()),
                            outside(key),
                            meaning(key)));
        }
        return table.toString();
    }

    private static String outside(Key<?> key) {
        if (key.path().contains("{")) {
            return "";
        }
        return key.flag()
                .map(flag -> ", `" + flag + "`")
                .map(code(key.variable())::concat)
                .orElse(code(key.variable()));
    }

    private static String meaning(Key<?> key) {
        List<String> others = new java.util.ArrayList<>(key.aliases());
        others.addAll(key.variables());
        String also = others.isEmpty() ? "" : " Also: `" + String.join("`, `", others) + "`.";
        return cell(key.sentence() + also);
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
