package org.dsrhub.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.request.Problem;
import org.dsrhub.support.TokenIssuer;
import org.dsrhub.support.WebHub;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/** The door in production: tokens only. */
class TokenLoginTest {
    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static ServletWebServerApplicationContext context;
    private static WebHub hub;

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        ServletWebServerFactoryAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        SecurityAutoConfiguration.class,
        SecurityFilterAutoConfiguration.class
    })
    @EnableConfigurationProperties({AccountProperties.class, TokenProperties.class})
    @Import({SecurityConfiguration.class, Accounts.class})
    static class Door {}

    @BeforeAll
    static void open() {
        SpringApplication application = new SpringApplication(Door.class);
        application.setDefaultProperties(Map.of("spring.config.name", "none"));
        context = (ServletWebServerApplicationContext) application.run(
                "--server.port=0",
                "--hub.security.login=TOKEN",
                "--hub.security.tokens.issuer=" + TokenIssuer.NAME,
                "--hub.security.tokens.audience=" + TokenIssuer.AUDIENCE,
                "--hub.security.tokens.jwk-set=" + ISSUER.address(),
                "--hub.security.tokens.roles-claim=realm_access.roles",
                "--hub.security.tokens.roles.operator=hub-operations");
        hub = new WebHub(context.getWebServer().getPort());
    }

    @AfterAll
    static void close() {
        context.close();
    }

    private static int call(String authorization, String path) {
        return hub.send(
                        null,
                        hub.request(path).header("Authorization", authorization).GET())
                .status();
    }

    @Test
    void passwords_open_nothing_and_are_not_asked_for() {
        for (String path : List.of("/api/v1/requests", "/actuator/hawtio", "/actuator/prometheus")) {
            WebHub.Reply reply = hub.get("operator", path);
            assertThat(reply.status()).as(path).isEqualTo(401);
            assertThat(reply.response().headers().allValues("WWW-Authenticate"))
                    .as(path)
                    .isNotEmpty()
                    .allMatch(challenge -> challenge.startsWith("Bearer"));
        }
        assertThat(hub.get(null, "/login").text()).doesNotContain("<form");
    }

    @Test
    void roles_are_found_in_the_claim_and_under_the_names_that_are_set() {
        String token = ISSUER.token(
                List.of(), "*", claims -> claims.claim("realm_access", Map.of("roles", List.of("hub-operations"))));
        assertThat(call("Bearer " + token, "/api/v1/systems")).isEqualTo(404);
        assertThat(call("Bearer " + token, "/actuator/prometheus")).isEqualTo(404);
        assertThat(call("Bearer " + token, "/api/v1/holds")).isEqualTo(403);
        String own = ISSUER.token(
                List.of(), "*", claims -> claims.claim("realm_access", Map.of("roles", List.of("operator"))));
        assertThat(call("Bearer " + own, "/api/v1/systems")).isEqualTo(403);
    }

    @Test
    void keys_out_of_reach_are_no_fault_of_the_token() {
        TokenIssuer away = new TokenIssuer();
        away.down(true);
        JwtDecoder decoder = Tokens.decoder(properties(URI.create(away.address()), null, Set.of("RS256")));

        assertThatThrownBy(() -> decoder.decode(away.token(List.of("portal"), "*")))
                .isInstanceOf(JwtException.class)
                .isNotInstanceOf(org.springframework.security.oauth2.jwt.BadJwtException.class);
    }

    @Test
    void a_public_key_in_a_file_will_do(@TempDir Path folder) throws IOException {
        Path pem = Files.writeString(folder.resolve("issuer.pem"), ISSUER.pem());
        JwtDecoder decoder = Tokens.decoder(properties(null, pem, Set.of("RS256")));

        assertThat(decoder.decode(ISSUER.token(List.of("portal"), "*")).getSubject())
                .isEqualTo("u-4711");
        assertThatThrownBy(() -> decoder.decode(ISSUER.forged("first", List.of("portal"), "*")))
                .isInstanceOf(JwtException.class);
        assertThatThrownBy(() -> decoder.decode(ISSUER.signedWithPublicKeyAsSecret(List.of("portal"), "*")))
                .isInstanceOf(JwtException.class);
        assertThatThrownBy(() -> decoder.decode(ISSUER.unsigned(List.of("portal"), "*")))
                .isInstanceOf(JwtException.class);
        Files.writeString(pem, "no key");
        assertThatThrownBy(() -> Tokens.decoder(properties(null, pem, Set.of("RS256"))))
                .hasMessageContaining("token-public-key");
    }

    private static TokenProperties properties(URI keys, Path pem, Set<String> algorithms) {
        return new TokenProperties(
                TokenIssuer.NAME,
                TokenIssuer.AUDIENCE,
                keys,
                pem,
                algorithms,
                "sub",
                "roles",
                Map.of(),
                "dsr_controllers",
                Duration.ofSeconds(30));
    }

    @Test
    void what_is_set_wrong_or_twice_keeps_the_hub_from_starting() {
        URI keys = URI.create(ISSUER.address());
        assertThatThrownBy(() -> properties(keys, null, Set.of("HS256")).check())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("token-algorithm");
        assertThatThrownBy(() -> properties(keys, null, Set.of("none")).check())
                .hasMessageContaining("token-algorithm");
        assertThatThrownBy(() -> properties(null, null, Set.of("RS256")).check())
                .hasMessageContaining("tokens-without-key");
        assertThatThrownBy(() ->
                        properties(keys, Path.of("x.pem"), Set.of("RS256")).check())
                .hasMessageContaining("tokens-without-key");
        assertThatThrownBy(() -> accounts("operator", AccountProperties.Login.TOKEN))
                .hasMessageContaining("passwords-off");
        assertThatThrownBy(() -> accounts("token:u", AccountProperties.Login.BOTH))
                .hasMessageContaining("account-name");
    }

    private static Accounts accounts(String name, AccountProperties.Login login) {
        return new Accounts(new AccountProperties(
                Map.of(name, "{bcrypt}$2a$12$x"), Map.<String, Set<Role>>of(), Map.of(), login, false));
    }
}
