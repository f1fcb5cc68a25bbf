package io.muster.server.transfer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cm.rest.Shown;
import io.muster.cm.token.Token;
import io.muster.cm.token.TokenHolders;
import io.muster.epr.transfer.EndpointExport;
import io.muster.platform.postgres.Database;
import io.muster.server.StartFailure;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes all endpoints into a file that {@link Import} takes: with application version, metadata, and what is known of
 * their tokens, which is everything but the value. The file shows one moment, whatever happens meanwhile.
 */
public final class Export {

    private static final List<String> COLUMNS =
            List.of("endpointId", "appVersion", "metadata", "createdDate", "metadataUpdatedDate", "tokens");
    private static final int CHUNK = 1_000;

    private final Database register;
    private final Optional<TokenHolders> tokens;

    /**
     * @param register schema of EPR
     * @param credentials schema of CM in the same database, if it is there
     */
    public Export(Database register, Optional<Database> credentials) {
        this.register = register;
        this.tokens = credentials.map(TokenHolders::new);
    }

    /**
     * Writes them.
     *
     * @param file must not exist
     * @param progress hears now and then how many are written and how many there are about
     * @return how many there are
     * @throws StartFailure when the file cannot be written
     */
    public long run(Path file, Form form, BiConsumer<Long, Long> progress) {
        try (FileChannel channel = FileChannel.open(
                        file,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                BufferedWriter out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            return written(file, out, form, progress);
        } catch (FileAlreadyExistsException exists) {
            throw new StartFailure(file + " exists", "name another file or remove it");
        } catch (IOException broken) {
            throw new StartFailure(file + " cannot be written (" + broken.getMessage() + ")", "name another file");
        }
    }

    /** Half a file would look like a whole one. */
    private long written(Path file, BufferedWriter out, Form form, BiConsumer<Long, Long> progress) throws IOException {
        boolean done = false;
        try {
            long count = all(out, form, progress);
            done = true;
            return count;
        } finally {
            if (!done) {
                Files.deleteIfExists(file);
            }
        }
    }

    private long all(BufferedWriter out, Form form, BiConsumer<Long, Long> progress) throws IOException {
        out.write(form.head(COLUMNS));
        try {
            return register.inTransaction(tx -> {
                tx.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                long total = tx.query("SELECT count(*) FROM endpoint")
                        .iterator()
                        .next()
                        .getLong(0);
                long count = 0;
                List<ObjectNode> chunk = EndpointExport.after(tx, "", CHUNK);
                while (!chunk.isEmpty()) {
                    write(tx, out, form, chunk);
                    count += chunk.size();
                    progress.accept(count, total);
                    chunk = EndpointExport.after(tx, id(chunk.getLast()), CHUNK);
                }
                return count;
            });
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    private void write(Database.Transaction tx, BufferedWriter out, Form form, List<ObjectNode> chunk) {
        List<String> ids = chunk.stream().map(Export::id).toList();
        Map<String, List<Token>> held =
                tokens.map(holders -> holders.tokens(tx, ids)).orElse(Map.of());
        try {
            for (ObjectNode endpoint : chunk) {
                ArrayNode shown = endpoint.putArray("tokens");
                held.getOrDefault(id(endpoint), List.of()).forEach(token -> shown.add(Shown.token(token)));
                out.write(form.line(COLUMNS, form == Form.CSV ? flat(endpoint) : endpoint));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static ObjectNode flat(ObjectNode endpoint) {
        return endpoint.put("appVersion", endpoint.at("/appVersion/name").asText());
    }

    private static String id(ObjectNode endpoint) {
        return endpoint.path("endpointId").asText();
    }
}
