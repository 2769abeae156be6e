package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.support.WebHub.Reply;
import org.junit.jupiter.api.BeforeEach;

/** The contract, beside the hub that keeps it. */
abstract class ContractOverHttp extends HubOverHttp {
    static final List<String> ROLES = List.of("portal", "caseworker", "legal", "aml", "operator", "auditor");

    JsonNode contract;

    @BeforeEach
    void read() throws IOException {
        contract = new ObjectMapper(new YAMLFactory()).readTree(getClass().getResource("/openapi/dsr-hub.yaml"));
    }

    Set<String> operations() {
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

    JsonNode operation(String operation) {
        String[] parts = operation.split(" ");
        return contract.path("paths").path(parts[1].replace("/api/v1", "")).path(parts[0].toLowerCase(Locale.ROOT));
    }

    static String anywhere(String path) {
        return path.replace("{id}", UUID.randomUUID().toString())
                .replace("{taskId}", UUID.randomUUID().toString())
                .replace("{evidenceId}", UUID.randomUUID().toString())
                .replace("{itemId}", UUID.randomUUID().toString())
                .replace("{mediaId}", UUID.randomUUID().toString())
                .replace("{name}", "none");
    }

    Reply call(String user, String method, String path) {
        boolean upload = path.endsWith("/evidence") && method.equals("POST");
        String body = upload ? "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nOTHER\r\n--b--\r\n" : "{}";
        return hub.send(
                user,
                hub.request(path)
                        .header("Content-Type", upload ? "multipart/form-data; boundary=b" : "application/json")
                        .header("Idempotency-Key", "x")
                        .method(method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? body : "")));
    }

    JsonSchema schema(JsonNode schema) {
        ObjectNode whole = new ObjectMapper().createObjectNode();
        whole.set("components", contract.path("components"));
        whole.setAll((ObjectNode) schema);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
    }

    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? contract.at(node.path("$ref").asText().substring(1)) : node;
    }
}
