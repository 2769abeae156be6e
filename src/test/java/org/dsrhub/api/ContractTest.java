package org.dsrhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.ledger.Backends;
import org.dsrhub.support.TestHome;
import org.dsrhub.support.WebHub;
import org.dsrhub.support.WebHub.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ContractTest {
    private static final Path HOME = TestHome.withRoutes("intake-portal.camel.yaml", "intake-mail.camel.yaml");
    private static final String[] USERS = {"portal", "caseworker", "legal", "operator", "auditor"};

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        WebHub.configure(registry, HOME);
    }

    @LocalServerPort
    int port;

    @Autowired
    Backends backends;

    @Autowired
    List<RequestMappingHandlerMapping> mappings;

    WebHub hub;
    JsonNode contract;

    @BeforeEach
    void read() throws IOException {
        hub = new WebHub(port);
        contract = new ObjectMapper(new YAMLFactory()).readTree(getClass().getResource("/openapi/dsr-hub.yaml"));
    }

    private Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        contract.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        operations.add(method.toUpperCase() + " /api/v1" + path.getKey());
                    }
                }));
        return operations;
    }

    @Test
    void every_call_of_the_contract_exists_and_no_other() {
        Set<String> served = new TreeSet<>();
        for (RequestMappingHandlerMapping mapping : mappings) {
            mapping.getHandlerMethods().keySet().forEach(info -> {
                for (String path : info.getPatternValues()) {
                    if (path.startsWith("/api/v1")) {
                        info.getMethodsCondition().getMethods().forEach(method -> served.add(method + " " + path));
                    }
                }
            });
        }
        assertThat(served).isEqualTo(operations());
    }

    @Test
    void nobody_gets_anything_without_logging_in_and_some_account_may_make_each_call() {
        for (String operation : operations()) {
            String[] parts = operation.split(" ");
            String path = parts[1].replace("{id}", UUID.randomUUID().toString())
                    .replace("{taskId}", UUID.randomUUID().toString())
                    .replace("{name}", "none");
            assertThat(call(null, parts[0], path)).as(operation).isEqualTo(401);
            List<Integer> statuses = new ArrayList<>();
            for (String user : USERS) {
                statuses.add(call(user, parts[0], path));
            }
            assertThat(statuses).as(operation).anyMatch(status -> status != 403 && status != 401);
            assertThat(statuses).as(operation).noneMatch(status -> status >= 500 || status == 405);
        }
    }

    private int call(String user, String method, String path) {
        return hub.send(
                        user,
                        hub.request(path)
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "{}" : "")))
                .status();
    }

    @Test
    void answers_are_as_the_contract_says() {
        backends.register("contract-backend", new Backends.Limits(2, null, null));
        Reply filed = hub.post("portal", "/api/v1/requests", """
                {"controller": "tryg", "rights": ["ACCESS", "MARKETING_OBJECTION"],
                 "subject": {"nationalId": {"country": "DK", "value": "721283-1403"}},
                 "delivery": {"channel": "FILE"}}
                """, "Idempotency-Key", "contract-1");
        matches(filed, "/requests", "post", "202");
        String path = filed.header("Location");
        matches(hub.get("caseworker", path), "/requests/{id}", "get", "200");
        matches(hub.get("caseworker", "/api/v1/requests"), "/requests", "get", "200");
        matches(hub.get("caseworker", path + "/items"), "/requests/{id}/items", "get", "200");
        matches(hub.get("portal", path + "/package"), "/requests/{id}/package", "get", "404");
        matches(
                hub.post(
                        "caseworker",
                        path + "/identification",
                        "{\"channel\": \"PHONE\", \"evidence\": {\"level\": \"L2\", \"method\": \"two-facts\","
                                + " \"facts\": [\"policy-number\", \"birth-date\"]}}"),
                "/requests/{id}/identification",
                "post",
                "200");
        matches(
                hub.post("caseworker", path + "/extension", "{\"ground\": \"NUMBER\", \"reason\": \"many\"}"),
                "/requests/{id}/extension",
                "post",
                "200");
        matches(
                hub.post("caseworker", path + "/cancellation", "{\"reason\": \"taken back\"}"),
                "/requests/{id}/cancellation",
                "post",
                "200");
        matches(
                hub.post("caseworker", path + "/approval", "{\"reason\": \"x\"}"),
                "/requests/{id}/approval",
                "post",
                "409");
        matches(hub.post("caseworker", path + "/refusal", "{\"grund\": 1}"), "/requests/{id}/refusal", "post", "422");
        Reply hold = hub.post(
                "legal",
                "/api/v1/holds",
                "{\"controller\": \"tryg\", \"kind\": \"H-OPN\", \"references\": [{\"kind\": \"claim\", \"value\": \"C-1\"}],"
                        + " \"reason\": \"open\", \"reviewOn\": \"2027-01-01\"}");
        matches(hold, "/holds", "post", "201");
        matches(hub.get("legal", "/api/v1/holds"), "/holds", "get", "200");
        matches(hub.get("operator", "/api/v1/systems"), "/systems", "get", "200");
        matches(
                hub.post("operator", "/api/v1/backends/contract-backend/pause", null),
                "/backends/{name}/pause",
                "post",
                "200");
        matches(hub.post("legal", "/api/v1/erasure/stop", null), "/erasure/stop", "post", "200");
        matches(hub.post("operator", "/api/v1/erasure/resume", null), "/erasure/resume", "post", "200");
        matches(hub.get("auditor", "/api/v1/audit/verification"), "/audit/verification", "get", "200");
        matches(hub.get("caseworker", "/api/v1/quarantine"), "/quarantine", "get", "200");
    }

    private void matches(Reply reply, String path, String method, String status) {
        String what = method + " " + path + " → " + reply.status() + " " + reply.text();
        assertThat(String.valueOf(reply.status())).as(what).isEqualTo(status);
        JsonNode response = resolved(
                contract.path("paths").path(path).path(method).path("responses").path(status));
        String type = reply.header("Content-Type").replaceAll(";.*", "");
        JsonNode schema = response.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode()).as(what + " of type " + type).isFalse();
        ObjectNode whole = new ObjectMapper().createObjectNode();
        whole.set("components", contract.path("components"));
        whole.setAll((ObjectNode) schema);
        JsonSchema compiled =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
        Set<ValidationMessage> messages = compiled.validate(reply.json());
        assertThat(messages).as(what).isEmpty();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? contract.at(node.path("$ref").asText().substring(1)) : node;
    }

    @Test
    void the_contract_is_served_with_a_page_that_loads_nothing_from_elsewhere() {
        Reply page = hub.get(null, "/api/docs");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self'");
        assertThat(page.text()).doesNotContain("http://").doesNotContain("https://");
        assertThat(hub.get(null, "/api/docs/openapi.yaml").text()).startsWith("openapi: 3.1");
        assertThat(hub.get(null, "/api/docs/ui/swagger-ui-bundle.js").status()).isEqualTo(200);
        assertThat(hub.get(null, "/api/docs/start.js").status()).isEqualTo(200);
        assertThat(hub.get(null, "/webjars/swagger-ui/index.html").status()).isNotEqualTo(200);
    }
}
