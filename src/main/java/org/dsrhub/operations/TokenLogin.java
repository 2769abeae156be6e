package org.dsrhub.operations;

import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;

/** Login by access token: what is wrong with one is not told, as RFC 6750 allows, and keys out of reach are no one's fault. */
final class TokenLogin {
    private static final Logger LOG = LoggerFactory.getLogger(TokenLogin.class);

    private final JwtDecoder decoder;
    private final TokenCallers callers;

    TokenLogin(TokenProperties properties) {
        this.decoder = Tokens.decoder(properties);
        this.callers = new TokenCallers(properties);
    }

    void openFor(HttpSecurity http) throws Exception {
        http.oauth2ResourceServer(server -> server.authenticationEntryPoint((request, response, e) -> refused(response))
                .jwt(jwt -> jwt.decoder(decoder).jwtAuthenticationConverter(callers))
                .withObjectPostProcessor(new ObjectPostProcessor<BearerTokenAuthenticationFilter>() {
                    @Override
                    public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
                        filter.setAuthenticationFailureHandler(TokenLogin::failed);
                        return filter;
                    }
                }));
    }

    private static void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (e instanceof AuthenticationServiceException && !isUnknownKeyAgain(e)) {
            LOG.warn("token-keys-unreachable: see that hub.security.tokens.jwk-set can be reached and read");
            response.setHeader("Retry-After", "30");
            SecurityConfiguration.problem(response, 503, "token-keys-unreachable", "Tokens cannot be checked now");
        } else {
            refused(response);
        }
    }

    /** The keys were fetched a moment ago, and this one was not among them. */
    private static boolean isUnknownKeyAgain(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimitReachedException) {
                return true;
            }
        }
        return false;
    }

    private static void refused(HttpServletResponse response) throws IOException {
        response.addHeader("WWW-Authenticate", "Bearer realm=\"dsr-hub\", error=\"invalid_token\"");
        SecurityConfiguration.problem(response, 401, "not-logged-in", "The access token is not accepted");
    }
}
