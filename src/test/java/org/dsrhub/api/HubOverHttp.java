package org.dsrhub.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;
import org.dsrhub.simulation.TcpGate;
import org.dsrhub.support.SigningAuthority;
import org.dsrhub.support.TestHome;
import org.dsrhub.support.TestPostgres;
import org.dsrhub.support.TokenIssuer;
import org.dsrhub.support.WebHub;
import org.dsrhub.support.WebHub.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One hub for all tests of its HTTP door: accounts and tokens, no systems behind it. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class HubOverHttp {
    static final TokenIssuer ISSUER = new TokenIssuer();
    static final TcpGate DATABASE_GATE = new TcpGate("postgres", TestPostgres.port());
    static final SigningAuthority AUTHORITY = new SigningAuthority(null);
    private static final Path HOME = TestHome.withRoutes("intake-portal.camel.yaml", "intake-mail.camel.yaml");

    static final String LIIS = """
            {"controller": "gjensidige-ee", "rights": ["ERASURE"], "language": "et",
             "subject": {"nationalId": {"country": "EE", "value": "69702140012"}, "name": "Liis Tamm",
                         "emails": ["liis.tamm@mail.example"], "phones": ["+37250000010"]},
             "evidence": {"level": "L3", "method": "mobile-id", "reference": "ref-1"},
             "delivery": {"channel": "FILE"}, "externalReference": "portal-77"}
            """;
    static final String LARS = """
            {"controller": "tryg", "rights": ["ACCESS"],
             "subject": {"nationalId": {"country": "DK", "value": "721283-1403"}},
             "evidence": {"level": "L3", "method": "mitid"}, "delivery": {"channel": "FILE"}}
            """;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        WebHub.configure(registry, HOME);
        String database = TestPostgres.url(TestPostgres.freshDatabaseName());
        registry.add("spring.datasource.url", () -> database.replaceFirst(":\\d+/", ":" + DATABASE_GATE.port() + "/"));
        registry.add("spring.datasource.hikari.connection-timeout", () -> "1000");
        registry.add("hub.http.headers-within", () -> "2s");
        registry.add("hub.http.body-grace", () -> "2s");
        registry.add("hub.security.login", () -> "BOTH");
        ISSUER.configure(registry);
        Path trust = HOME.resolve("trust");
        try {
            AUTHORITY.trustIn(trust);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        registry.add("hub.signatures.trust-folder", trust::toString);
        registry.add("hub.signatures.time-limit", () -> "20s");
        registry.add("hub.evidence.document", () -> "300KB");
        registry.add("hub.evidence.documents", () -> "3");
        registry.add("hub.evidence.request-documents", () -> "4");
    }

    @LocalServerPort
    int port;

    WebHub hub;

    @BeforeEach
    void connect() {
        hub = new WebHub(port);
    }

    Reply file(String user, String body) {
        return hub.post(
                user,
                "/api/v1/requests",
                body,
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    Reply with(String token, String path) {
        return hub.send(
                null,
                hub.request(path).header("Authorization", "Bearer " + token).GET());
    }
}
