package org.dsrhub.operations;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.dsrhub.request.Problem;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Access tokens (RFC 9068) that the API takes; {@code hub.security.tokens.*}. Claims are named by a path with dots, such as
 * {@code realm_access.roles}.
 *
 * @param issuer exactly as the claim {@code iss} has it
 * @param audience that the claim {@code aud} must hold: a token for another service opens nothing here
 * @param jwkSet address of the issuer's keys; this or {@code publicKey}
 * @param publicKey PEM file of an RSA or P-256 key, where the address cannot be reached
 * @param algorithms of signatures; only those with a public key
 * @param nameClaim who calls, as the audit names them
 * @param rolesClaim a list, or a text with spaces
 * @param roles role → its name in the claim, where that is not the role's own
 * @param controllersClaim the data controllers that the caller may see; {@code *} is all, without the claim none
 * @param clockSkew by which the issuer's clock may differ
 */
@ConfigurationProperties("hub.security.tokens")
record TokenProperties(
        String issuer,
        String audience,
        URI jwkSet,
        Path publicKey,
        @DefaultValue({"RS256", "PS256", "ES256"}) Set<String> algorithms,
        @DefaultValue("sub") String nameClaim,
        @DefaultValue("roles") String rolesClaim,
        @DefaultValue Map<Role, String> roles,
        @DefaultValue("dsr_controllers") String controllersClaim,
        @DefaultValue("30s") Duration clockSkew) {
    private static final Set<String> PUBLIC_KEY =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    /** @throws Problem naming what is missing; called where tokens are taken */
    void check() {
        require(issuer, "issuer");
        require(audience, "audience");
        if ((jwkSet == null) == (publicKey == null)) {
            throw new Problem(
                    "tokens-without-key",
                    "set hub.security.tokens.jwk-set to the address of the issuer's keys, or public-key to a PEM file");
        }
        if (algorithms.isEmpty() || !PUBLIC_KEY.containsAll(algorithms)) {
            throw new Problem(
                    "token-algorithm",
                    "hub.security.tokens.algorithms may hold some of "
                            + PUBLIC_KEY.stream().sorted().toList());
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new Problem("token-clock-skew", "hub.security.tokens.clock-skew is 0 to 5 minutes");
        }
    }

    private static void require(String value, String name) {
        if (value == null || value.isBlank()) {
            throw new Problem("tokens-not-set", "hub.security.login wants tokens: set hub.security.tokens." + name);
        }
    }
}
