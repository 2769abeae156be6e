package org.dsrhub.datacontroller;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reference data for letters: {@code connectors/reference/authorities.yaml}. */
final class AuthorityFile {
    private AuthorityFile() {}

    /** @return id → every version; empty where the file has findings */
    static Map<String, List<Authority>> read(HubHome home, List<Finding> findings) {
        ValidatedYaml yaml = YamlSchema.at(home.connectors().resolve("schema/authorities.schema.json"))
                .read(home.connectors().resolve("reference/authorities.yaml"), "connectors/reference/authorities.yaml");
        findings.addAll(yaml.findings());
        Map<String, List<Authority>> byId = new HashMap<>();
        if (yaml.valid()) {
            for (JsonNode node : yaml.content().path("authorities")) {
                Authority authority = new Authority(
                        node.path("id").asText(),
                        node.path("country").asText(),
                        Nodes.texts(node.path("name")),
                        Nodes.list(node.path("address")),
                        Nodes.text(node, "mail"),
                        Nodes.text(node, "phone"),
                        Nodes.text(node, "web"),
                        Nodes.date(node, "valid-from"));
                byId.computeIfAbsent(authority.id(), id -> new ArrayList<>()).add(authority);
            }
        }
        return byId;
    }
}
