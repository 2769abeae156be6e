package org.dsrhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.dsrhub.support.WebHub.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door itself, over raw sockets: who dawdles or floods is cut off, and a ledger that is away is said to be so. */
class HttpDoorTest extends HubOverHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KNOWN = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("portal:portal".getBytes(StandardCharsets.US_ASCII)) + "\r\n";

    @Test
    void headers_that_never_end_are_cut_off_though_a_byte_comes_again_and_again() throws IOException {
        try (Socket socket = connected("GET /api/v1/requests HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")) {
            trickled(socket);
            assertThat(answer(socket)).isEmpty();
        }
    }

    @Test
    void a_request_line_that_never_ends_is_cut_off_too() throws IOException {
        try (Socket socket = connected("GET /api")) {
            trickled(socket);
            assertThat(answer(socket)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000", "Transfer-Encoding: chunked"})
    void a_body_that_trickles_is_refused_and_cut_off(String length) throws IOException {
        try (Socket socket = connected("POST /api/v1/requests HTTP/1.1\r\nHost: localhost\r\n" + KNOWN
                + "Content-Type: application/json\r\nIdempotency-Key: " + UUID.randomUUID() + "\r\n" + length
                + "\r\n\r\n" + (length.contains("chunked") ? "3e8\r\n" : "") + "{")) {
            trickled(socket);
        }
    }

    @Test
    void the_body_of_a_call_that_was_refused_holds_no_thread() throws IOException {
        try (Socket socket = connected("POST /api/v1/requests HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> socket.getInputStream().available() > 0);
            trickled(socket);
        }
    }

    @Test
    void headers_and_bodies_have_a_size() throws IOException {
        try (Socket socket = connected("GET /api/v1/requests HTTP/1.1\r\nHost: localhost\r\n" + KNOWN + "X-Large: "
                + "x".repeat(20_000) + "\r\n\r\n")) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 400");
        }
        try (Socket socket = connected("GET /api/v1/requests?size=1 HTTP/1.1\r\nHost: localhost\r\n" + KNOWN
                + "X-Allowed: " + "x".repeat(10_000) + "\r\nConnection: close\r\n\r\n")) {
            assertThat(answer(socket)).doesNotStartWith("HTTP/1.1 400");
        }
        try (Socket socket = connected("POST /api/v1/requests HTTP/1.1\r\nHost: localhost\r\n" + KNOWN
                + "Content-Type: application/json\r\nContent-Length: 600000\r\n\r\n{")) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("body-too-large");
        }
        try (Socket socket = connected("POST /api/v1/requests HTTP/1.1\r\nHost: localhost\r\n" + KNOWN
                + "Content-Type: application/json\r\nIdempotency-Key: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "927c0\r\n" + "x".repeat(600_000) + "\r\n0\r\n\r\n")) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void while_the_ledger_is_away_callers_are_told_when_to_come_again_and_nothing_is_lost() {
        String key = UUID.randomUUID().toString();
        Reply away;
        DATABASE_GATE.down(true);
        try {
            away = hub.post("portal", "/api/v1/requests", LIIS, "Idempotency-Key", key);
        } finally {
            DATABASE_GATE.down(false);
        }

        assertThat(away.status()).as(away.text()).isEqualTo(503);
        assertThat(away.header("Retry-After")).isEqualTo("10");
        assertThat(away.json().path("type").asText()).endsWith("not-stored");
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            Reply again = hub.post("portal", "/api/v1/requests", LIIS, "Idempotency-Key", key);
            assertThat(again.status()).as(again.text()).isEqualTo(202);
        });
    }

    private Socket connected(String sent) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** A byte each fifth of a second, until the hub hangs up. */
    private static void trickled(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            try {
                out.write(' ');
                return false;
            } catch (SocketException e) {
                return true;
            }
        });
    }

    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        byte[] bytes = new byte[4096];
        try {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                text.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
                if (text.indexOf("\r\n\r\n") > 0 && text.toString().startsWith("HTTP/1.1 4")) {
                    return text.toString();
                }
            }
        } catch (SocketException e) {
            // cut off in mid-answer
        }
        return text.toString();
    }
}
