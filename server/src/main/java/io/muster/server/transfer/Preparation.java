package io.muster.server.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cm.token.BulkTokens;
import io.muster.contract.error.Refusal;
import io.muster.contract.error.Refused;
import io.muster.epr.endpoint.Command;
import io.muster.epr.endpoint.NewEndpoint;
import io.muster.epr.registration.Registration;
import io.muster.epr.registration.RegistrationRules;
import io.muster.epr.rest.RegistrationBody;
import io.muster.epr.transfer.ImportRun;
import io.muster.epr.transfer.PrefixHash;
import io.muster.platform.trace.Correlation;
import io.muster.server.StartFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a file batch by batch, checks its lines as REST checks registrations, and does everything else that needs no
 * database, so that it can be done while the database works.
 */
final class Preparation implements AutoCloseable {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final RecordReader reader;
    private final RegistrationLines lines;
    private final RegistrationRules rules;
    private final BulkTokens tokens;
    private final Clock clock;
    private final String correlationId = Correlation.current();
    private final int most;

    /**
     * Goes on where a run stopped.
     *
     * @param most lines of a batch
     */
    Preparation(Path file, Form form, ImportRun run, ImportGround ground, int most) throws IOException {
        this.reader = new RecordReader(file, form == Form.CSV);
        this.rules = ground.rules();
        this.tokens = ground.tokens();
        this.clock = ground.clock();
        this.most = most;
        byte[] head = form == Form.CSV ? head() : new byte[0];
        this.lines = new RegistrationLines(form, head);
        reader.skipTo(run.read(), Math.max(run.lines(), reader.lines()));
    }

    private byte[] head() throws IOException {
        Optional<RecordReader.Piece> first = reader.next();
        if (first.isEmpty()) {
            throw new StartFailure("the file is empty", "its first line names the columns");
        }
        return withoutMark(first.get());
    }

    /** The hash of a file up to a byte; empty when it is shorter. */
    static Optional<PrefixHash> hash(Path file, long end) throws IOException {
        try (RecordReader reader = new RecordReader(file, false)) {
            return reader.skipTo(end, 0) ? Optional.of(reader.hash()) : Optional.empty();
        }
    }

    Batch next() throws IOException {
        List<Line> batch = new ArrayList<>();
        while (batch.size() < most) {
            Optional<RecordReader.Piece> piece = reader.next();
            if (piece.isEmpty()) {
                return batch(batch, true);
            }
            byte[] bytes = withoutMark(piece.get());
            if (!blank(bytes)) {
                batch.add(line(piece.get(), bytes));
            }
        }
        return batch(batch, false);
    }

    private Batch batch(List<Line> batch, boolean last) {
        return new Batch(batch, reader.offset(), reader.lines(), reader.hash(), last);
    }

    private static byte[] withoutMark(RecordReader.Piece piece) {
        byte[] bytes = piece.bytes();
        boolean marked = piece.begin() == 0
                && bytes.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return marked ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length) : bytes;
    }

    private static boolean blank(byte[] bytes) {
        for (byte one : bytes) {
            if (one != ' ' && one != '\t') {
                return false;
            }
        }
        return true;
    }

    private Line line(RecordReader.Piece piece, byte[] bytes) {
        Optional<String> endpointId = Optional.empty();
        try {
            if (piece.tooLong()) {
                throw new Refused(Refusal.tooLarge(
                        "The record is longer than %d bytes, or has a quotation mark that is not closed"
                                .formatted(RecordReader.LONGEST)));
            }
            ObjectNode asked = lines.read(bytes);
            endpointId = Optional.ofNullable(asked.path("endpointId").textValue());
            Registration.Wish wish = RegistrationBody.wish(asked);
            boolean named = wish.endpointId().isPresent();
            Command.Register command = rules.command(wish, wish.endpointId().orElseGet(Registration::newId), "");
            return new Line.Wanted(
                    piece.line(),
                    piece.begin(),
                    NewEndpoint.of(command, correlationId, clock.instant()),
                    named,
                    tokens.candidate(command.endpointId(), command.application(), wish.token()));
        } catch (Refused refused) {
            return new Line.Unfit(piece.line(), piece.begin(), endpointId, refused.refusal());
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
