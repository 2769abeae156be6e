package org.dsrhub.operations;

import static org.dsrhub.operations.Role.AML;
import static org.dsrhub.operations.Role.AUDITOR;
import static org.dsrhub.operations.Role.CASEWORKER;
import static org.dsrhub.operations.Role.LEGAL;
import static org.dsrhub.operations.Role.OPERATOR;
import static org.dsrhub.operations.Role.PORTAL;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Who may call what, and how they say who they are. A call that is not in a table is denied. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final String V1 = "/api/v1";
    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();
    private static final String STRICT =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    /** Swagger UI sets styles from script and shows images as data URIs; it loads nothing from elsewhere. */
    private static final String DOCS = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none';"
            + " form-action 'none'";
    /** Hawtio's single-page application compiles no code but sets inline styles and starts its editor as a worker. */
    private static final String CONSOLE = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:;"
            + " connect-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'self'; form-action 'self'";

    private final AccountProperties accounts;
    private final TokenLogin tokens;

    SecurityConfiguration(AccountProperties accounts, TokenProperties tokens) {
        this.accounts = accounts;
        this.tokens = accounts.login().tokens() ? new TokenLogin(tokens) : null;
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    @Order(1)
    SecurityFilterChain documentationCalls(HttpSecurity http) throws Exception {
        headers(http, DOCS);
        return http.securityMatcher(new OrRequestMatcher(on(null, "/api/docs", "/api/docs/**")))
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(calls -> calls.requestMatchers(on(GET, "/api/docs", "/api/docs/**"))
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain apiCalls(HttpSecurity http) throws Exception {
        headers(http, STRICT);
        if (accounts.login().passwords()) {
            http.httpBasic(basic -> basic.authenticationEntryPoint((request, response, e) -> unauthorised(response)));
        }
        if (tokens != null) {
            tokens.openFor(http);
        }
        return http.securityMatcher(new OrRequestMatcher(on(null, "/api/**")))
                .csrf(csrf -> csrf.disable())
                .addFilterBefore(new CrossSiteGuard(), AuthorizationFilter.class)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint((request, response, e) -> unauthorised(response))
                                .accessDeniedHandler((request, response, e) ->
                                        problem(response, 403, "forbidden", "This account may not do that")))
                .authorizeHttpRequests(calls -> calls.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(on(POST, V1 + "/requests"))
                        .hasAnyRole(names(PORTAL, CASEWORKER))
                        .requestMatchers(on(GET, V1 + "/requests"))
                        .hasAnyRole(names(CASEWORKER, LEGAL, OPERATOR, AUDITOR))
                        .requestMatchers(on(GET, V1 + "/requests/{id}"))
                        .hasAnyRole(names(PORTAL, CASEWORKER, LEGAL, OPERATOR, AUDITOR))
                        .requestMatchers(on(GET, V1 + "/requests/{id}/items", V1 + "/requests/{id}/erasure-preview"))
                        .hasAnyRole(names(CASEWORKER, LEGAL))
                        .requestMatchers(on(GET, V1 + "/requests/{id}/package", V1 + "/requests/{id}/package/secret"))
                        .hasAnyRole(names(PORTAL, CASEWORKER))
                        .requestMatchers(on(GET, V1 + "/requests/{id}/export"))
                        .hasAnyRole(names(LEGAL, AUDITOR))
                        .requestMatchers(on(GET, V1 + "/statistics"))
                        .hasAnyRole(names(CASEWORKER, LEGAL, OPERATOR, AUDITOR))
                        .requestMatchers(on(GET, V1 + "/events"))
                        .hasAnyRole(names(PORTAL, CASEWORKER))
                        .requestMatchers(on(POST, V1 + "/requests/{id}/evidence"))
                        .hasAnyRole(names(PORTAL, CASEWORKER))
                        .requestMatchers(on(
                                GET,
                                V1 + "/requests/{id}/evidence",
                                V1 + "/requests/{id}/evidence/{evidenceId}/content"))
                        .hasAnyRole(names(CASEWORKER, LEGAL))
                        .requestMatchers(on(
                                GET,
                                V1 + "/requests/{id}/candidates",
                                V1 + "/requests/{id}/automated-decisions",
                                V1 + "/requests/{id}/review",
                                V1 + "/requests/{id}/items/{itemId}/media/{mediaId}"))
                        .hasAnyRole(names(CASEWORKER))
                        .requestMatchers(on(GET, V1 + "/requests/{id}/related"))
                        .hasAnyRole(names(CASEWORKER, LEGAL))
                        // The form says whom to look for.
                        .requestMatchers(on(GET, V1 + "/requests/{id}/tasks/{taskId}"))
                        .hasAnyRole(names(CASEWORKER))
                        .requestMatchers(on(POST, V1 + "/requests/{id}/tasks/{taskId}/retry"))
                        .hasAnyRole(names(CASEWORKER, OPERATOR))
                        .requestMatchers(on(POST, V1 + "/requests/{id}/decisions", V1 + "/requests/{id}/approval"))
                        .hasAnyRole(names(CASEWORKER, LEGAL))
                        .requestMatchers(on(POST, V1 + "/requests/{id}/**"))
                        .hasAnyRole(names(CASEWORKER))
                        .requestMatchers(
                                on(GET, V1 + "/quarantine", V1 + "/quarantine/{id}", V1 + "/quarantine/{id}/content"))
                        .hasAnyRole(names(CASEWORKER))
                        .requestMatchers(
                                on(POST, V1 + "/quarantine/{id}/resolution", V1 + "/quarantine/{id}/confirmation"))
                        .hasAnyRole(names(CASEWORKER))
                        .requestMatchers(on(GET, V1 + "/incidents/export"))
                        .hasAnyRole(names(CASEWORKER, LEGAL, AUDITOR))
                        .requestMatchers(on(GET, V1 + "/incidents", V1 + "/incidents/{id}"))
                        .hasAnyRole(names(CASEWORKER, LEGAL))
                        .requestMatchers(on(POST, V1 + "/incidents", V1 + "/incidents/{id}/*"))
                        .hasAnyRole(names(CASEWORKER, LEGAL))
                        .requestMatchers(on(GET, V1 + "/retention-overruns", V1 + "/retention-overruns/export"))
                        .hasAnyRole(names(CASEWORKER, LEGAL, OPERATOR, AUDITOR))
                        // A hold may be one whose existence must not be known: each of both sees its own kinds.
                        .requestMatchers(on(GET, V1 + "/holds"))
                        .hasAnyRole(names(LEGAL, AML))
                        .requestMatchers(on(GET, V1 + "/holds/released-reports"))
                        .hasAnyRole(names(AML))
                        .requestMatchers(on(POST, V1 + "/holds/{id}/seen-to"))
                        .hasAnyRole(names(AML))
                        .requestMatchers(on(
                                POST,
                                V1 + "/holds",
                                V1 + "/holds/{id}/approval",
                                V1 + "/holds/{id}/review",
                                V1 + "/holds/{id}/release"))
                        .hasAnyRole(names(LEGAL, AML))
                        .requestMatchers(on(GET, V1 + "/systems"))
                        .hasAnyRole(names(CASEWORKER, LEGAL, OPERATOR, AUDITOR))
                        .requestMatchers(on(POST, V1 + "/backends/{name}/pause", V1 + "/backends/{name}/resume"))
                        .hasAnyRole(names(OPERATOR))
                        .requestMatchers(on(POST, V1 + "/erasure/stop"))
                        .hasAnyRole(names(CASEWORKER, LEGAL, OPERATOR))
                        .requestMatchers(on(POST, V1 + "/erasure/resume"))
                        .hasAnyRole(names(OPERATOR))
                        .requestMatchers(on(POST, V1 + "/erasure/replays"))
                        .hasAnyRole(names(OPERATOR))
                        .requestMatchers(on(GET, V1 + "/erasure/replays"))
                        .hasAnyRole(names(LEGAL, OPERATOR, AUDITOR))
                        .requestMatchers(on(GET, V1 + "/audit/verification"))
                        .hasAnyRole(names(AUDITOR, OPERATOR))
                        .anyRequest()
                        .denyAll())
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain operationsCalls(HttpSecurity http) throws Exception {
        // Hawtio sends the token as it reads it from the cookie, not masked.
        CsrfTokenRequestAttributeHandler plainToken = new CsrfTokenRequestAttributeHandler();
        plainToken.setCsrfRequestAttributeName(null);
        headers(http, CONSOLE);
        if (accounts.login().passwords()) {
            http.formLogin(form -> form.defaultSuccessUrl("/actuator/hawtio", false))
                    .logout(logout -> logout.logoutSuccessUrl("/login"))
                    .httpBasic(Customizer.withDefaults());
        }
        if (tokens != null) {
            // What scrapes metrics has one; a browser gets Hawtio through a proxy that logs people in and adds one.
            tokens.openFor(http);
        }
        return http.csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(plainToken))
                .addFilterBefore(new CrossSiteGuard(), AuthorizationFilter.class)
                .authorizeHttpRequests(calls -> calls.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(on(GET, "/actuator/health", "/actuator/health/**", "/actuator/info"))
                        .permitAll()
                        // Hawtio's proxy would let the hub call any host that a user names.
                        .requestMatchers(on(null, "/actuator/hawtio/proxy/**"))
                        .denyAll()
                        .requestMatchers(on(null, "/actuator/**", "/login", "/logout", "/error"))
                        .hasAnyRole(names(OPERATOR))
                        .anyRequest()
                        .denyAll())
                .build();
    }

    /** Made here: a pattern given as text has Spring look for its MVC among all beans, once for each line of these tables. */
    private static RequestMatcher[] on(HttpMethod method, String... paths) {
        return Stream.of(paths).map(path -> PATHS.matcher(method, path)).toArray(RequestMatcher[]::new);
    }

    private static void headers(HttpSecurity http, String contentSecurityPolicy) throws Exception {
        http.headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(contentSecurityPolicy))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                .frameOptions(frame -> frame.deny())
                .permissionsPolicyHeader(
                        permissions -> permissions.policy("camera=(), geolocation=(), microphone=(), payment=()")));
    }

    private void unauthorised(HttpServletResponse response) throws IOException {
        if (accounts.login().passwords()) {
            response.addHeader("WWW-Authenticate", "Basic realm=\"dsr-hub\", charset=\"UTF-8\"");
        }
        if (accounts.login().tokens()) {
            response.addHeader("WWW-Authenticate", "Bearer realm=\"dsr-hub\"");
        }
        problem(response, 401, "not-logged-in", "Log in with an account of the hub");
    }

    static void problem(HttpServletResponse response, int status, String code, String title) throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.getOutputStream()
                .print("{\"type\":\"urn:dsr-hub:problem:" + code + "\",\"title\":\"" + title + "\",\"status\":" + status
                        + "}");
    }

    private static String[] names(Role... roles) {
        return Arrays.stream(roles).map(Role::name).toArray(String[]::new);
    }
}
