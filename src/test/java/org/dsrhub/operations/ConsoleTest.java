package org.dsrhub.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.dsrhub.request.Problem;
import org.dsrhub.support.TestHome;
import org.dsrhub.support.WebHub;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@AutoConfigureObservability(tracing = false)
class ConsoleTest {
    private static final Path HOME = home();
    private static final String JOLOKIA = "/actuator/jolokia";

    private static Path home() {
        Path home = TestHome.withRoutes("intake-portal.camel.yaml", "intake-mail.camel.yaml");
        try {
            Files.writeString(home.resolve("routes/probe.camel.yaml"), """
                    - route:
                        id: probe
                        description: A route to stop and start
                        from:
                          uri: direct:probe
                          steps:
                            - log:
                                message: probed
                    """);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return home;
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        WebHub.configure(registry, HOME);
    }

    @LocalServerPort
    int port;

    @Autowired
    CamelContext camel;

    WebHub hub;

    @BeforeEach
    void connect() {
        hub = new WebHub(port);
    }

    private JsonNode jolokia(String path) {
        // Another context of the same name in this JVM makes the name in JMX another one.
        WebHub.Reply reply =
                hub.get("operator", JOLOKIA + path.replace("context=dsr-hub", "context=" + camel.getManagementName()));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    @Test
    void an_operator_logs_in_sees_hawtio_and_stops_and_starts_a_route() throws Exception {
        CookieManager cookies = new CookieManager();
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpResponse<String> login = browser.send(
                HttpRequest.newBuilder(uri("/actuator/hawtio"))
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(login.uri().getPath()).isEqualTo("/login");
        Matcher token = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(login.body());
        assertThat(token.find()).as("the form holds a token").isTrue();

        HttpResponse<String> console = browser.send(
                HttpRequest.newBuilder(uri("/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "username=operator&password=operator&_csrf=" + token.group(1)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(console.statusCode()).isEqualTo(200);
        assertThat(console.uri().getPath()).startsWith("/actuator/hawtio");
        assertThat(console.body()).containsIgnoringCase("hawtio");

        assertThat(exec(browser, cookies, "stop()").path("status").asInt()).isEqualTo(200);
        assertThat(camel.getRouteController().getRouteStatus("probe").isStopped())
                .isTrue();
        assertThat(exec(browser, cookies, "start()").path("status").asInt()).isEqualTo(200);
        assertThat(camel.getRouteController().getRouteStatus("probe").isStarted())
                .isTrue();
    }

    @Test
    void health_watches_what_the_hub_uses_and_nothing_else() {
        JsonNode health = hub.get("operator", "/actuator/health").json();
        assertThat(health.path("components").fieldNames())
                .toIterable()
                .doesNotContain("jms", "mail", "rabbit", "redis", "ldap")
                .contains("db", "ledger", "vault", "backends", "mailboxes");
    }

    private JsonNode exec(HttpClient browser, CookieManager cookies, String operation) throws Exception {
        String csrf = cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(java.net.HttpCookie::getValue)
                .findFirst()
                .orElse("none");
        String body = "{\"type\":\"exec\",\"mbean\":\"org.apache.camel:context=" + camel.getManagementName()
                + ",type=routes,name=\\\"probe\\\"\"," + "\"operation\":\"" + operation + "\"}";
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(JOLOKIA))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> without = browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(without.statusCode()).as("a POST without the token").isEqualTo(403);
        HttpResponse<String> reply =
                browser.send(request.header("X-XSRF-TOKEN", csrf).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return new com.fasterxml.jackson.databind.ObjectMapper().readTree(reply.body());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    @Test
    void a_route_can_be_read() {
        JsonNode route = jolokia("/read/org.apache.camel:context=dsr-hub,type=routes,name=%22probe%22/State");

        assertThat(route.path("value").asText()).as(route.toString()).isEqualTo("Started");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/exec/org.apache.camel:context=dsr-hub,type=context,name=%22dsr-hub%22/sendBody/direct:!/!/probe/x",
                "/exec/org.apache.camel:context=dsr-hub,type=context,name=%22dsr-hub%22/stop()",
                "/exec/org.apache.camel:context=dsr-hub,type=context,name=%22dsr-hub%22/dumpRoutesAsXml(boolean)/true",
                "/exec/org.apache.camel:context=dsr-hub,type=routes,name=%22probe%22/remove()",
                "/exec/org.apache.camel:context=dsr-hub,type=tracer,name=BacklogTracer/dumpAllTracedMessages()",
                "/exec/org.apache.camel:context=dsr-hub,type=endpoints,name=%22direct:!/!/probe%22/browseMessageAsXml/0/true",
                "/exec/org.apache.camel:context=dsr-hub,type=services,name=DefaultInflightRepository/browse()",
                "/exec/com.sun.management:type=HotSpotDiagnostic/dumpHeap/heap/true",
                "/exec/com.sun.management:type=DiagnosticCommand/vmSystemProperties",
                "/exec/java.lang:type=Threading/dumpAllThreads(boolean,boolean)/true/true",
                "/write/org.apache.camel:context=dsr-hub,type=routes,name=%22probe%22/TracingEnabled/true",
                "/read/java.lang:type=Runtime/SystemProperties",
                "/read/java.lang:type=Runtime/InputArguments"
            })
    void what_shows_messages_secrets_or_memory_is_denied(String path) {
        JsonNode reply = jolokia(path);

        assertThat(reply.path("status").asInt()).as(reply.toString()).isIn(403, 404);
        assertThat(reply.has("value")).as(reply.toString()).isFalse();
    }

    @Test
    void reading_all_attributes_leaves_the_secret_ones_out() {
        JsonNode reply = jolokia("/read/java.lang:type=Runtime");

        assertThat(reply.toString()).doesNotContain("hub.vault").doesNotContain("java.class.path");
        assertThat(reply.path("value").path("SystemProperties").toString())
                .doesNotContain("user.home")
                .doesNotContain("java.home");
    }

    @Test
    void camel_keeps_no_trace_of_messages() {
        assertThat(camel.isTracing()).isFalse();
        assertThat(camel.isBacklogTracing()).isFalse();
        assertThat(camel.isBacklogTracingStandby()).isFalse();
        assertThat(camel.isMessageHistory()).isFalse();
        assertThat(camel.isDebugging()).isFalse();
        assertThat(camel.isLogMask()).isTrue();
        assertThat(camel.isLogExhaustedMessageBody()).isFalse();
        assertThat(camel.getStreamCachingStrategy().isSpoolEnabled()).isFalse();
    }

    @Test
    void health_tells_everybody_the_state_and_operators_the_details() {
        WebHub.Reply anybody = hub.get(null, "/actuator/health");
        assertThat(anybody.status()).isEqualTo(200);
        assertThat(anybody.json().has("components")).isFalse();
        JsonNode details = hub.get("operator", "/actuator/health").json();
        assertThat(details.path("components").path("vault").path("details").has("freeBytes"))
                .as(details.toString())
                .isTrue();
        assertThat(details.path("components").has("mailboxes")).isTrue();
        assertThat(hub.get("operator", "/actuator/prometheus").text()).contains("application=\"dsr-hub\"");
    }

    @Test
    void nothing_else_is_open() {
        for (String path : new String[] {
            "/actuator/jolokia", "/actuator/prometheus", "/actuator/env", "/actuator/heapdump", "/api/v1/requests", "/"
        }) {
            assertThat(hub.get(null, path).status()).as(path).isIn(401, 302, 403);
            assertThat(hub.get("caseworker", path).status()).as(path).isNotEqualTo(path.startsWith("/api") ? 403 : 200);
        }
        for (String path : new String[] {"/actuator/env", "/actuator/heapdump", "/actuator/beans"}) {
            assertThat(hub.get("operator", path).status()).as(path).isEqualTo(404);
        }
        assertThat(hub.get("operator", "/actuator/hawtio/proxy/http/169.254.169.254")
                        .status())
                .isEqualTo(403);
        WebHub.Reply wrong = hub.send(
                null, hub.request("/api/v1/requests").header("Authorization", "Basic " + basic("operator:wrong")));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("Content-Type")).startsWith("application/problem+json");
        assertThat(wrong.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void a_foreign_page_cannot_post_with_a_browsers_credentials() {
        WebHub.Reply reply = hub.post("operator", "/api/v1/erasure/resume", null, "Sec-Fetch-Site", "cross-site");

        assertThat(reply.status()).isEqualTo(403);
    }

    @Test
    void the_console_is_let_in_by_its_own_page_and_by_no_other() {
        WebHub.Reply own = hub.send(
                "operator",
                hub.request(JOLOKIA)
                        .header("Referer", uri("/actuator/hawtio/").toString())
                        .header("Sec-Fetch-Site", "same-origin")
                        .GET());
        assertThat(own.json().path("value").path("agent").asText()).isNotEmpty();

        WebHub.Reply foreign = hub.send(
                "operator",
                hub.request(JOLOKIA + "/version")
                        .header("Sec-Fetch-Site", "cross-site")
                        .GET());
        assertThat(foreign.status()).isEqualTo(403);
    }

    private static String basic(String credentials) {
        return java.util.Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_hub_without_accounts_or_with_plain_passwords_says_what_to_set() {
        assertThat(problem(Map.of(), false)).contains("hub.security.users.");
        assertThat(problem(Map.of("operator", "{noop}x"), false)).contains("only the demo");
        assertThat(problem(Map.of("operator", "secret"), false))
                .contains("{bcrypt}")
                .doesNotContain("secret,");
        assertThat(problem(Map.of("somebody", "{noop}x"), true)).contains("hub.security.roles.somebody");
    }

    private static String problem(Map<String, String> users, boolean demo) {
        try {
            new Accounts(new AccountProperties(
                    users, Map.<String, Set<Role>>of(), Map.of(), AccountProperties.Login.PASSWORD, demo));
            return "started";
        } catch (Problem e) {
            return e.getMessage();
        }
    }
}
