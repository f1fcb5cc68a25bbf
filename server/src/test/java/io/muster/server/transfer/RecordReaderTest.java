package io.muster.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are cut where they end, and reading can go on behind any of them. */
final class RecordReaderTest {

    @TempDir
    private Path folder;

    @Property(tries = 200)
    void csvThatIsWrittenIsReadAgainFromAnyRecordOn(@ForAll("records") List<List<String>> records) throws IOException {
        StringBuilder text = new StringBuilder();
        records.forEach(record -> text.append(Csv.record(record)).append('\n'));
        Path file = Files.writeString(Files.createTempFile("records", ".csv"), text);
        try {
            List<RecordReader.Piece> pieces = pieces(file, true);
            assertThat(pieces.stream().map(RecordReaderTest::cells)).isEqualTo(records);
            for (RecordReader.Piece piece : pieces) {
                try (RecordReader later = new RecordReader(file, true)) {
                    assertThat(later.skipTo(piece.begin(), piece.line() - 1)).isTrue();
                    RecordReader.Piece again = later.next().orElseThrow();
                    assertThat(again.line()).isEqualTo(piece.line());
                    assertThat(again.bytes()).isEqualTo(piece.bytes());
                }
            }
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<List<List<String>>> records() {
        Arbitrary<String> cell = Arbitraries.strings().withChars("ab,\"\nї ").ofMaxLength(6);
        // An empty record of one cell and a line break that ends a plain cell cannot be told from their surroundings.
        return cell.list().ofMinSize(2).ofMaxSize(4).list().ofMaxSize(8);
    }

    @Test
    void aLineThatIsTooLongCostsOnlyItself() throws IOException {
        String filler = "x".repeat(3 * RecordReader.LONGEST);
        Path file = Files.writeString(folder.resolve("lines"), "one\n" + filler + "\nthree");

        List<RecordReader.Piece> pieces = pieces(file, false);

        assertThat(pieces).extracting(RecordReader.Piece::tooLong).containsExactly(false, true, false);
        assertThat(pieces).extracting(RecordReader.Piece::line).containsExactly(1L, 2L, 3L);
        assertThat(text(pieces.get(2))).isEqualTo("three");
    }

    @Test
    void aQuotationMarkThatIsNotClosedCostsItsLine() throws IOException {
        String filler = "y,z\n".repeat(RecordReader.LONGEST / 4 + 10);
        Path file = Files.writeString(folder.resolve("quotes"), "a,\"b\n" + filler);

        List<RecordReader.Piece> pieces = pieces(file, true);

        assertThat(pieces.get(0).tooLong()).isTrue();
        assertThat(pieces.get(1).line()).isEqualTo(2);
        assertThat(text(pieces.get(1))).isEqualTo("y,z");
        assertThat(pieces).hasSize(RecordReader.LONGEST / 4 + 11);
    }

    private static List<RecordReader.Piece> pieces(Path file, boolean quotes) throws IOException {
        List<RecordReader.Piece> pieces = new ArrayList<>();
        try (RecordReader reader = new RecordReader(file, quotes)) {
            for (Optional<RecordReader.Piece> piece = reader.next(); piece.isPresent(); piece = reader.next()) {
                pieces.add(piece.get());
            }
            assertThat(reader.offset()).isEqualTo(Files.size(file));
        }
        return pieces;
    }

    private static List<String> cells(RecordReader.Piece piece) {
        return Csv.cells(text(piece));
    }

    private static String text(RecordReader.Piece piece) {
        return new String(piece.bytes(), StandardCharsets.UTF_8);
    }
}
