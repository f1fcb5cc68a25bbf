package io.muster.server.transfer;

import io.muster.contract.error.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Records of comma-separated values (RFC 4180). */
final class Csv {

    private Csv() {}

    /**
     * The cells of a record.
     *
     * @throws io.muster.contract.error.Refused naming the column whose quotation marks are wrong
     */
    static List<String> cells(String text) {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (true) {
            StringBuilder cell = new StringBuilder();
            at = at < text.length() && text.charAt(at) == '"'
                    ? quoted(text, at, cell, cells.size() + 1)
                    : plain(text, at, cell, cells.size() + 1);
            cells.add(cell.toString());
            if (at == text.length()) {
                return cells;
            }
            at++;
        }
    }

    private static int plain(String text, int begin, StringBuilder cell, int column) {
        int end = text.indexOf(',', begin);
        end = end < 0 ? text.length() : end;
        cell.append(text, begin, end);
        if (cell.indexOf("\"") >= 0) {
            throw malformed(
                    column, "holds a quotation mark; put the whole cell in quotation marks and double those in it");
        }
        return end;
    }

    private static int quoted(String text, int begin, StringBuilder cell, int column) {
        int at = begin + 1;
        while (true) {
            int mark = text.indexOf('"', at);
            if (mark < 0) {
                throw malformed(column, "has a quotation mark that is not closed");
            }
            cell.append(text, at, mark);
            at = mark + 1;
            if (at == text.length() || text.charAt(at) == ',') {
                return at;
            }
            if (text.charAt(at) != '"') {
                throw malformed(column, "goes on behind its closing quotation mark; double the marks within it");
            }
            cell.append('"');
            at++;
        }
    }

    private static RuntimeException malformed(int column, String fault) {
        return Refusal.malformed("The cell in column " + column + " " + fault).refused();
    }

    /** A record, without a line break at its end. */
    static String record(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
    }

    private static String cell(String text) {
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
