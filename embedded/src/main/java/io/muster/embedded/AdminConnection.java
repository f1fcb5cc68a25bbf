package io.muster.embedded;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of PostgreSQL's protocol 3.0 to make roles and databases right after a start and to take a backup, without a
 * client library: SCRAM-SHA-256 and the simple query.
 */
public final class AdminConnection implements AutoCloseable {
    private static final int PROTOCOL = 3 << 16;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    /** The longest statement is the checkpoint at the begin of a backup. */
    private static final int SILENCE_MILLIS = 600_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /** Connects to the database "postgres". */
    AdminConnection(int port, String user, String password) throws IOException {
        this(port, user, password, "postgres");
    }

    /** Connects to a database. */
    AdminConnection(int port, String user, String password, String database) throws IOException {
        this.socket = new Socket(Loopback.HOST, port);
        socket.setSoTimeout(SILENCE_MILLIS);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
        try {
            logIn(user, password, database);
        } catch (IOException e) {
            socket.close();
            throw e;
        } catch (ScramException e) {
            socket.close();
            throw new IOException("PostgreSQL did not accept the log-in", e);
        }
    }

    /**
     * Runs one statement; returns whether it gave any row.
     *
     * @throws IOException when it is refused, with the reason, or the connection breaks
     */
    public boolean run(String sql) throws IOException {
        return !rows(sql).isEmpty();
    }

    /** Runs one statement; its rows as text, a missing value as an empty one. */
    List<List<String>> rows(String sql) throws IOException {
        send('Q', (sql + "\0").getBytes(StandardCharsets.UTF_8));
        List<List<String>> rows = new ArrayList<>();
        String refusal = null;
        for (Message message = receive(); message.type != 'Z'; message = receive()) {
            if (message.type == 'D') {
                rows.add(message.row());
            }
            refusal = message.type == 'E' ? message.error() : refusal;
        }
        if (refusal != null) {
            throw new IOException(refusal);
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            send('X', new byte[0]);
        }
    }

    private void logIn(String user, String password, String database) throws IOException, ScramException {
        byte[] parameters = ("user\0" + user + "\0database\0" + database + "\0\0").getBytes(StandardCharsets.UTF_8);
        out.writeInt(8 + parameters.length);
        out.writeInt(PROTOCOL);
        out.write(parameters);
        ScramClient scram = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username("*")
                .password(password.toCharArray())
                .build();
        for (Message message = receive(); message.type != 'Z'; message = receive()) {
            if (message.type == 'E') {
                throw new IOException(message.error());
            }
            if (message.type == 'R') {
                answer(message, scram);
            }
        }
    }

    private void answer(Message message, ScramClient scram) throws IOException, ScramException {
        switch (message.number()) {
            case SASL -> {
                byte[] first = scram.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                DataOutputStream data = new DataOutputStream(body);
                data.write("SCRAM-SHA-256\0".getBytes(StandardCharsets.UTF_8));
                data.writeInt(first.length);
                data.write(first);
                send('p', body.toByteArray());
            }
            case SASL_CONTINUE -> {
                scram.serverFirstMessage(message.text());
                send('p', scram.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8));
            }
            case SASL_FINAL -> scram.serverFinalMessage(message.text());
            default -> {
                // 0 says that the log-in is complete; anything else ends in an error message of the server.
            }
        }
    }

    private void send(char type, byte[] body) throws IOException {
        out.writeByte(type);
        out.writeInt(4 + body.length);
        out.write(body);
        out.flush();
    }

    private Message receive() throws IOException {
        char type = (char) in.readByte();
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        return new Message(type, body);
    }

    private static final class Message {
        private final char type;
        private final byte[] body;

        Message(char type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        int number() {
            return ByteBuffer.wrap(body).getInt();
        }

        String text() {
            return new String(body, 4, body.length - 4, StandardCharsets.UTF_8);
        }

        /** The columns of a row. */
        List<String> row() {
            ByteBuffer buffer = ByteBuffer.wrap(body);
            List<String> columns = new ArrayList<>();
            for (int column = buffer.getShort(); column > 0; column--) {
                byte[] value = new byte[Math.max(0, buffer.getInt())];
                buffer.get(value);
                columns.add(new String(value, StandardCharsets.UTF_8));
            }
            return columns;
        }

        /** The field "M" of an error, the text for people. */
        String error() {
            @Nullable String text = null;
            for (String field : new String(body, StandardCharsets.UTF_8).split("\0", -1)) {
                text = field.startsWith("M") && text == null ? field.substring(1) : text;
            }
            return text == null ? "PostgreSQL refused without a text" : text;
        }
    }
}
