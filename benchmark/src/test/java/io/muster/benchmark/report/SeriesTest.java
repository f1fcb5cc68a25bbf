package io.muster.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class SeriesTest {

    @Test
    void growthIsThatOfTheProgramRelativeToTheMachine() {
        Series slower = series(1.5, point(0, 100, 50), point(10, 110, 50), point(1_000, 400, 100));

        assertThat(slower.growth()).isEqualTo(2);
        assertThat(slower.met()).isFalse();
        assertThat(slower.verdict()).contains("× 2.00 from 0 to 1,000 filters").contains("NO");
        assertThat(series(1.5, Series.Point.of(1, 10), Series.Point.of(10, 14)).met())
                .isTrue();
    }

    @Test
    void aPictureShowsEveryPoint() throws Exception {
        String svg = Plot.svg(series(1.5, point(0, 0.5, 50), point(10, 110, 50), point(1_000_000, 4_000_000, 100)));

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(6);
        assertThat(svg).contains("A &lt;title&gt;, µs").doesNotContain("NaN").doesNotContain("Infinity");
    }

    @Test
    void allFormsShowIt() {
        Report report = new Report(
                Map.of(), List.of(), List.of(series(1.5, point(0, 100, 50), point(1_000, 400, 100))), Map.of());

        assertThat(TableForm.of(report))
                .contains("write: A <title>")
                .contains("1,000")
                .contains("NO");
        assertThat(MarkdownForm.of(report, key -> "report-" + key + ".svg"))
                .contains("### A <title>")
                .contains("| 1,000 | 400 | 100 |")
                .contains("](report-write.svg)");
        assertThat(JsonForm.of(report).at("/growth/write/points/1/bare").asDouble())
                .isEqualTo(100);
    }

    private static Series series(double most, Series.Point... points) {
        return new Series("write", "A <title>", "filters", "µs", "bare updates", List.of(points), most);
    }

    private static Series.Point point(long x, double value, double bare) {
        return new Series.Point(x, value, Optional.of(bare));
    }
}
