package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No statement of {@code docs/mqtt.md} is without a test. */
class ConformanceTableTest {
    private static final Path TABLE = Path.of("..", "docs", "mqtt.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| \\d\\.\\d+\\.\\d+-\\d+.*$");

    @Test
    void eachStatementOfTheTableHasATest() throws IOException {
        List<String> rows = ROW.matcher(Files.readString(TABLE))
                .results()
                .map(row -> row.group())
                .toList();
        assertThat(rows).hasSizeGreaterThan(100).allSatisfy(row -> assertThat(row)
                .containsPattern(TEST));
    }
}
