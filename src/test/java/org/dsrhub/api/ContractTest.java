package org.dsrhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dsrhub.support.WebHub.Reply;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

class ContractTest extends ContractOverHttp {
    @Autowired
    List<RequestMappingHandlerMapping> mappings;

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

    /** The table of roles is the contract's, and Spring Security's is held against it. */
    @TestFactory
    Stream<DynamicTest> each_role_may_do_what_the_contract_says_and_nothing_else() {
        return operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation, () -> {
                    String[] parts = operation.split(" ");
                    List<String> may = new ArrayList<>();
                    operation(operation).path("x-roles").forEach(role -> may.add(role.asText()));
                    assertThat(may).isNotEmpty().isSubsetOf(ROLES);
                    for (String role : ROLES) {
                        for (String login : List.of("password", "token")) {
                            String path = anywhere(parts[1]);
                            Reply reply = login.equals("password")
                                    ? call(role, parts[0], path)
                                    : with(ISSUER.token(List.of(role), "*"), parts[0], path);
                            assertThat(reply.status() != 403)
                                    .as(role + " by " + login)
                                    .isEqualTo(may.contains(role));
                            assertThat(reply.status())
                                    .as(role)
                                    .isNotIn(401, 405)
                                    .isLessThan(500);
                        }
                    }
                }));
    }

    private Reply with(String token, String method, String path) {
        return hub.send(
                null,
                hub.request(path)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "{}" : "")));
    }

    @Test
    void every_example_is_what_its_schema_says_and_the_hub_takes_it() {
        List<JsonNode> media = contract.findParents("schema").stream()
                .filter(node -> node.has("example") || node.has("examples"))
                .toList();
        int examples = 0;
        for (JsonNode one : media) {
            List<JsonNode> values = new ArrayList<>();
            if (one.has("example")) {
                values.add(one.path("example"));
            }
            one.path("examples").forEach(example -> values.add(example.path("value")));
            for (JsonNode value : values) {
                assertThat(schema(one.path("schema")).validate(value))
                        .as(value.toString())
                        .isEmpty();
                examples++;
            }
        }
        assertThat(examples).isGreaterThanOrEqualTo(3);
        JsonNode filing = contract.at("/paths/~1requests/post/requestBody/content/application~1json/examples");
        for (JsonNode example : filing) {
            Reply filed = file("caseworker", example.path("value").toString());
            assertThat(filed.status()).as(filed.text()).isEqualTo(202);
        }
    }

    @Test
    void the_contract_names_both_ways_to_log_in() {
        assertThat(contract.at("/components/securitySchemes/basic/scheme").asText())
                .isEqualTo("basic");
        assertThat(contract.at("/components/securitySchemes/bearer/scheme").asText())
                .isEqualTo("bearer");
        assertThat(contract.path("security").toString()).isEqualTo("[{\"basic\":[]},{\"bearer\":[]}]");
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
