package org.dsrhub.operations;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dsrhub.request.Problem;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Reads access tokens: signed by the issuer, by an algorithm with a public key, for this hub, and not past their time. */
final class Tokens {
    private static final int PATIENCE_MS = 5_000;
    private static final int LARGEST_KEY_SET = 256 * 1024;
    /** Tokens with made-up key ids do not make the hub ask the issuer each time. */
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
    /** So long the last keys serve while the issuer cannot be reached. */
    private static final Duration OUTAGE = Duration.ofHours(4);

    private static final Set<String> SIGNS_RSA = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

    private Tokens() {}

    /** @throws Problem where a property is wrong */
    static JwtDecoder decoder(TokenProperties properties) {
        properties.check();
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(properties.jwkSet() == null ? oneKey(properties) : keySet(properties));
        processor.setJWTClaimsSetVerifier((claims, context) -> {}); // Spring's validators do that, below
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators(properties)));
        return decoder;
    }

    private static List<OAuth2TokenValidator<Jwt>> validators(TokenProperties properties) {
        return List.of(
                new JwtTimestampValidator(properties.clockSkew()),
                // A token without an end would be good for ever.
                new JwtClaimValidator<Object>(JwtClaimNames.EXP, expiry -> expiry != null),
                new JwtIssuerValidator(properties.issuer()),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(properties.audience())));
    }

    private static JWSKeySelector<SecurityContext> keySet(TokenProperties properties) {
        try {
            JWKSource<SecurityContext> keys = JWKSourceBuilder.create(
                            properties.jwkSet().toURL(),
                            new DefaultResourceRetriever(PATIENCE_MS, PATIENCE_MS, LARGEST_KEY_SET))
                    .rateLimited(BETWEEN_FETCHES.toMillis())
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
            return new JWSVerificationKeySelector<>(algorithms(properties), keys);
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new Problem("token-key-set", "hub.security.tokens.jwk-set is no http or https address");
        }
    }

    private static JWSKeySelector<SecurityContext> oneKey(TokenProperties properties) {
        PublicKey key = read(properties.publicKey());
        Set<JWSAlgorithm> fitting = algorithms(properties).stream()
                .filter(algorithm -> key instanceof RSAKey
                        ? SIGNS_RSA.contains(algorithm.getName())
                        : algorithm.equals(JWSAlgorithm.ES256))
                .collect(Collectors.toUnmodifiableSet());
        return (header, context) -> fitting.contains(header.getAlgorithm()) ? List.of(key) : List.of();
    }

    private static Set<JWSAlgorithm> algorithms(TokenProperties properties) {
        return properties.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
    }

    private static PublicKey read(Path file) {
        try {
            String pem = Files.readString(file, StandardCharsets.US_ASCII);
            X509EncodedKeySpec key =
                    new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "")));
            try {
                return KeyFactory.getInstance("RSA").generatePublic(key);
            } catch (GeneralSecurityException e) {
                return KeyFactory.getInstance("EC").generatePublic(key);
            }
        } catch (IOException | IllegalArgumentException | GeneralSecurityException e) {
            throw new Problem(
                    "token-public-key",
                    "hub.security.tokens.public-key must name a PEM file (BEGIN PUBLIC KEY) of an RSA or P-256 key",
                    e);
        }
    }
}
