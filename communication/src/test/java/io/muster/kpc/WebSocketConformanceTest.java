package io.muster.kpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** MQTT packets in WebSocket frames; see {@code docs/mqtt.md}. */
@TestInstance(Lifecycle.PER_CLASS)
class WebSocketConformanceTest {
    private static final String CONNECT = "100d00044d5154540402003c000163";

    private final Site site;
    private final HttpClient http = HttpClient.newHttpClient();
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private URI address = URI.create("ws://127.0.0.1");

    WebSocketConformanceTest() throws Exception {
        site = new Site();
    }

    @BeforeAll
    void start() throws Exception {
        address = URI.create(
                "ws://127.0.0.1:" + site.replica(Site.settings()).webPort(0).orElseThrow() + "/ws");
    }

    @AfterAll
    void stop() throws Exception {
        http.close();
        site.close();
    }

    private WebSocket open() throws Exception {
        return http.newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(address, new Listening())
                .get(15, TimeUnit.SECONDS);
    }

    private final class Listening implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            heard.add(HexFormat.of().formatHex(bytes));
            socket.request(1);
            return java.util.concurrent.CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            heard.add("closed " + status);
            return java.util.concurrent.CompletableFuture.completedStage(null);
        }
    }

    private static ByteBuffer bytes(String digits) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits));
    }

    @Test
    void packetsAndFramesHaveNothingToDoWithEachOther() throws Exception {
        WebSocket socket = open();
        assertThat(socket.getSubprotocol()).isEqualTo("mqtt");
        socket.sendBinary(bytes(CONNECT.substring(0, 10)), true).get(15, TimeUnit.SECONDS);
        socket.sendBinary(bytes(CONNECT.substring(10) + "c0"), true).get(15, TimeUnit.SECONDS);
        assertThat(heard.poll(15, TimeUnit.SECONDS)).isEqualTo("20020000");
        socket.sendBinary(bytes("00c000"), true).get(15, TimeUnit.SECONDS);
        assertThat(heard.poll(15, TimeUnit.SECONDS)).isEqualTo("d000");
        assertThat(heard.poll(15, TimeUnit.SECONDS)).isEqualTo("d000");
        socket.abort();
    }

    @Test
    void closesAtAFrameThatIsNotBinary() throws Exception {
        WebSocket socket = open();
        socket.sendText("CONNECT", true).get(15, TimeUnit.SECONDS);
        assertThat(heard.poll(15, TimeUnit.SECONDS)).isEqualTo("closed 1003");
    }
}
