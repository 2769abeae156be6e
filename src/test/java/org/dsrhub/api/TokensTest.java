package org.dsrhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dsrhub.support.TokenIssuer;
import org.dsrhub.support.WebHub.Reply;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TokensTest extends HubOverHttp {
    private static final String WORKLIST = "/api/v1/requests";
    private static final List<String> CASEWORKER = List.of("caseworker");

    @Test
    void a_good_token_does_what_its_roles_may_and_is_named_in_the_audit() {
        Reply filed = file("portal", LIIS);
        String token = ISSUER.token(CASEWORKER, List.of("gjensidige-ee"));
        String path = filed.header("Location");

        assertThat(with(token, path + "/items").status()).isEqualTo(200);
        assertThat(with(token, path).text()).contains("\"actor\":\"token:u-4711\",\"event\":\"items-listed\"");
        assertThat(with(token, "/api/v1/holds").status()).as("not a role of it").isEqualTo(403);
        assertThat(with(ISSUER.typed("at+jwt", CASEWORKER, "*"), WORKLIST).status())
                .isEqualTo(200);
        assertThat(with(ISSUER.token(List.of("operator"), "*"), "/actuator/prometheus")
                        .status())
                .as("what scrapes metrics")
                .isNotIn(401, 403);
    }

    @Test
    void a_token_of_one_controller_finds_nothing_of_another() {
        String path = file("portal", LARS).header("Location");
        String other = ISSUER.token(CASEWORKER, List.of("gjensidige-ee"));

        for (String call : List.of("", "/items", "/evidence", "/package", "/related", "/candidates")) {
            assertThat(with(other, path + call).status()).as(call).isEqualTo(404);
        }
        assertThat(with(other, WORKLIST + "?controller=tryg").json().path("items"))
                .isEmpty();
        assertThat(with(other, WORKLIST).json().findValuesAsText("controller")).doesNotContain("tryg");
        assertThat(with(other, "/api/v1/events?limit=1000").json().findValuesAsText("controller"))
                .doesNotContain("tryg");
        String both = ISSUER.token(CASEWORKER, "gjensidige-ee tryg");
        assertThat(with(both, path).status()).isEqualTo(200);
        assertThat(with(both, WORKLIST + "?size=200").json().findValuesAsText("controller"))
                .contains("tryg");
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_good_token_is_not_accepted() {
        Map<String, String> tokens = new LinkedHashMap<>();
        Instant now = Instant.now();
        tokens.put("expired", spoilt(claims -> claims.expirationTime(Date.from(now.minus(Duration.ofMinutes(2))))));
        tokens.put("without an end", spoilt(claims -> claims.expirationTime(null)));
        tokens.put("not yet valid", spoilt(claims -> claims.notBeforeTime(Date.from(now.plus(Duration.ofMinutes(2))))));
        tokens.put("for another service", spoilt(claims -> claims.audience("another-service")));
        tokens.put("for nobody", spoilt(claims -> claims.audience((String) null)));
        tokens.put("of another issuer", spoilt(claims -> claims.issuer(TokenIssuer.NAME + "/other")));
        tokens.put("of no issuer", spoilt(claims -> claims.issuer(null)));
        tokens.put("without a name", spoilt(claims -> claims.subject(null)));
        tokens.put("with a name that is no code", spoilt(claims -> claims.subject("Liis Tamm\nforged line")));
        tokens.put("alg none", ISSUER.unsigned(CASEWORKER, "*"));
        tokens.put("the public key as secret", ISSUER.signedWithPublicKeyAsSecret(CASEWORKER, "*"));
        tokens.put("of an unknown key", ISSUER.forged("second", CASEWORKER, "*"));
        tokens.put("of another key of that name", ISSUER.forged("first", CASEWORKER, "*"));
        tokens.put("of another type", ISSUER.typed("secevent+jwt", CASEWORKER, "*"));
        tokens.put("changed", changed(ISSUER.token(List.of("auditor"), "*")));
        tokens.put("no token", "abc");
        return tokens.entrySet().stream()
                .map(token -> DynamicTest.dynamicTest(token.getKey(), () -> {
                    Reply reply = with(token.getValue(), WORKLIST);
                    assertThat(reply.status()).as(reply.text()).isEqualTo(401);
                    assertThat(reply.header("WWW-Authenticate"))
                            .startsWith("Bearer")
                            .doesNotContain("error_description");
                    assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
                    assertThat(reply.text()).doesNotContain("Tamm");
                }));
    }

    private static String spoilt(java.util.function.Consumer<com.nimbusds.jwt.JWTClaimsSet.Builder> spoil) {
        return ISSUER.token(CASEWORKER, "*", spoil);
    }

    /** The claims of one token under the signature of another. */
    private static String changed(String token) {
        String[] mine = ISSUER.token(CASEWORKER, "*").split("\\.");
        String[] theirs = token.split("\\.");
        return theirs[0] + "." + mine[1] + "." + theirs[2];
    }

    @Test
    void clocks_may_differ_a_little() {
        Instant ended = Instant.now().minus(Duration.ofSeconds(10));
        assertThat(with(spoilt(claims -> claims.expirationTime(Date.from(ended))), WORKLIST)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_token_without_role_or_controller_may_do_nothing() {
        assertThat(with(ISSUER.token(List.of(), "*"), WORKLIST).status()).isEqualTo(403);
        assertThat(with(ISSUER.token(List.of("admin", "CASEWORKERS"), "*"), WORKLIST)
                        .status())
                .isEqualTo(403);
        assertThat(with(ISSUER.token(CASEWORKER, null), WORKLIST).status()).isEqualTo(403);
        assertThat(with(ISSUER.token(CASEWORKER, List.of()), WORKLIST).status()).isEqualTo(403);
        assertThat(with(ISSUER.token(CASEWORKER, List.of("none-such")), WORKLIST)
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void a_token_in_the_address_is_no_login_and_made_up_keys_do_not_flood_the_issuer() {
        String token = ISSUER.token(CASEWORKER, "*");
        assertThat(hub.get(null, WORKLIST + "?access_token=" + token).status()).isEqualTo(401);
        with(token, WORKLIST);
        int before = ISSUER.fetches();
        for (int i = 0; i < 5; i++) {
            assertThat(with(ISSUER.forged("made-up-" + i, CASEWORKER, "*"), WORKLIST)
                            .status())
                    .isEqualTo(401);
        }
        assertThat(ISSUER.fetches() - before).isLessThanOrEqualTo(2);
        assertThat(with(token, WORKLIST).status()).isEqualTo(200);
    }

    @Test
    void a_local_account_and_a_token_of_one_name_are_two_callers() {
        String path = file("portal", LIIS).header("Location");
        hub.get("caseworker", path + "/items");
        with(ISSUER.token(CASEWORKER, "*", claims -> claims.subject("caseworker")), path + "/items");

        assertThat(hub.get("caseworker", path).json().path("history").findValuesAsText("actor"))
                .contains("caseworker", "token:caseworker");
    }
}
