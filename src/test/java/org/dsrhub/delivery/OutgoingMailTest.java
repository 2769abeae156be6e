package org.dsrhub.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.dsrhub.answer.Answers;
import org.dsrhub.request.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutgoingMailTest {
    private static final String ADDRESS = "secret.person@mail.example";
    private ServerSocket server;
    private DefaultCamelContext camel;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        if (camel != null) {
            camel.stop();
        }
    }

    @Test
    void anAddressThatTheServerRefusesForGoodIsAPersonsToMend() throws Exception {
        refuseRecipientsWith("550 5.1.1 <" + ADDRESS + "> user unknown");
        assertThatThrownBy(() -> outgoing().send(mail()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("550")
                .satisfies(OutgoingMailTest::saysNoAddress);
    }

    @Test
    void anAddressThatTheServerRefusesForNowIsTriedAgain() throws Exception {
        refuseRecipientsWith("451 4.7.1 <" + ADDRESS + "> greylisted");
        assertThatThrownBy(() -> outgoing().send(mail()))
                .isExactlyInstanceOf(IllegalStateException.class)
                .satisfies(OutgoingMailTest::saysNoAddress);
    }

    @Test
    void aServerThatIsAwayIsTriedAgain() throws Exception {
        server.close();
        assertThatThrownBy(() -> outgoing().send(mail())).isExactlyInstanceOf(IllegalStateException.class);
    }

    private static void saysNoAddress(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            assertThat(at.toString()).doesNotContain(ADDRESS);
        }
    }

    private static Mail mail() {
        return new Mail(
                "data@insurer.example",
                "Insurer",
                ADDRESS,
                new Answers.Text("Subject", "Body"),
                "<a@b.example>",
                Instant.parse("2026-12-01T10:00:00Z"),
                "auto-generated",
                null,
                null);
    }

    private OutgoingMail outgoing() throws Exception {
        SmtpProperties smtp = new SmtpProperties(
                "127.0.0.1", server.getLocalPort(), null, null, SmtpProperties.Tls.NONE, Duration.ofSeconds(5));
        Session session = new SmtpConfiguration().smtpSession(smtp);
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("smtpSession", session);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(OutgoingMail.ROUTE).errorHandler(noErrorHandler()).to("smtp:smtp?session=#bean:smtpSession");
            }
        });
        camel.start();
        return new OutgoingMail(camel.createProducerTemplate(), session, smtp);
    }

    private void refuseRecipientsWith(String reply) {
        Thread thread = new Thread(() -> {
            try (Socket client = server.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
                OutputStream out = client.getOutputStream();
                say(out, "220 test");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    say(out, line.startsWith("RCPT") ? reply : line.startsWith("QUIT") ? "221 bye" : "250 ok");
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
