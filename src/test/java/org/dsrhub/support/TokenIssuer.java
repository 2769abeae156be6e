package org.dsrhub.support;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.springframework.test.context.DynamicPropertyRegistry;

/** An identity provider of the tests' own: keys behind HTTP on loopback, and tokens good and bad. */
public final class TokenIssuer {
    public static final String NAME = "https://login.example/hub";
    public static final String AUDIENCE = "dsr-hub";

    private final RSAKey key;
    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile boolean down;

    public TokenIssuer() {
        try {
            key = new RSAKeyGenerator(2048).keyID("first").generate();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            server.createContext("/keys", exchange -> {
                fetches.incrementAndGet();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(down ? 500 : 200, down ? -1 : keys.length);
                if (!down) {
                    exchange.getResponseBody().write(keys);
                }
                exchange.close();
            });
            server.start();
            TestFolder.closeAtEnd(() -> server.stop(0));
        } catch (IOException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public void configure(DynamicPropertyRegistry registry) {
        registry.add("hub.security.tokens.issuer", () -> NAME);
        registry.add("hub.security.tokens.audience", () -> AUDIENCE);
        registry.add("hub.security.tokens.jwk-set", this::address);
    }

    public String address() {
        return "http://localhost:" + server.getAddress().getPort() + "/keys";
    }

    public int fetches() {
        return fetches.get();
    }

    public void down(boolean value) {
        down = value;
    }

    /** PEM of the public key. */
    public String pem() {
        try {
            return "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(key.toPublicKey().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n";
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Claims of a good token, which a test then spoils. */
    private static JWTClaimsSet.Builder claims(List<String> roles, Object controllers) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(List.of("another-service", AUDIENCE))
                .subject("u-4711")
                .issueTime(Date.from(now.minus(Duration.ofMinutes(10))))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))))
                .claim("roles", roles)
                .claim("dsr_controllers", controllers);
    }

    public String token(List<String> roles, Object controllers) {
        return token(roles, controllers, claims -> {});
    }

    public String token(List<String> roles, Object controllers, Consumer<JWTClaimsSet.Builder> spoil) {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").build(),
                signer(key),
                roles,
                controllers,
                spoil);
    }

    public String typed(String type, List<String> roles, Object controllers) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("first")
                .type(new JOSEObjectType(type))
                .build();
        return signed(header, signer(key), roles, controllers, claims -> {});
    }

    public String unsigned(List<String> roles, Object controllers) {
        return new PlainJWT(claims(roles, controllers).build()).serialize();
    }

    /** Signed with the public key as if it were a shared secret: whoever takes the header's word for it accepts it. */
    public String signedWithPublicKeyAsSecret(List<String> roles, Object controllers) {
        try {
            JWSHeader header =
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build();
            return signed(
                    header, new MACSigner(pem().getBytes(StandardCharsets.UTF_8)), roles, controllers, claims -> {});
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By a key that the issuer does not have. */
    public String forged(String keyId, List<String> roles, Object controllers) {
        try {
            RSAKey other = new RSAKeyGenerator(2048).keyID(keyId).generate();
            return signed(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(),
                    signer(other),
                    roles,
                    controllers,
                    claims -> {});
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(
            JWSHeader header,
            JWSSigner signer,
            List<String> roles,
            Object controllers,
            Consumer<JWTClaimsSet.Builder> spoil) {
        try {
            JWTClaimsSet.Builder claims = claims(roles, controllers);
            spoil.accept(claims);
            SignedJWT token = new SignedJWT(header, claims.build());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWSSigner signer(RSAKey key) {
        try {
            return new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
