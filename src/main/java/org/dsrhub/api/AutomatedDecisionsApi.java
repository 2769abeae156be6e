package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.request.RequestView;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The case pack of whoever reviews an automated decision (Art. 22(3)): what went in, by which rule or model, what came out and
 * why, as its system says. Systems whose legal basis names Art. 22 hold such decisions.
 */
@RestController
@RequestMapping("/api/v1/requests/{id}/automated-decisions")
class AutomatedDecisionsApi {
    private static final int MOST = 200;
    private static final String ARTICLE_22 = "GDPR-22-";

    private final Items items;
    private final Connectors connectors;
    private final DataControllers controllers;
    private final Callers callers;
    private final Looks looks;

    AutomatedDecisionsApi(
            Items items, Connectors connectors, DataControllers controllers, Callers callers, Looks looks) {
        this.items = items;
        this.connectors = connectors;
        this.controllers = controllers;
        this.callers = callers;
        this.looks = looks;
    }

    record Decision(UUID itemId, String system, String type, String reference, List<Field> fields) {
        @Override
        public String toString() {
            return "Decision[" + itemId + "]";
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Field(String name, String title, String value) {
        @Override
        public String toString() {
            return "Field[" + name + "]";
        }
    }

    @GetMapping
    RequestsApi.Page<Decision> all(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size,
            HttpServletResponse response) {
        RequestView request = callers.visible(id);
        Pages.check(page, size, MOST);
        looks.record(id, Looks.Look.AUTOMATED_DECISIONS_READ, Map.of("page", page));
        String language = controllers.get(request.controller()).defaultLanguage();
        Map<String, Connector> deciding = connectors.of(request.controller()).stream()
                .filter(connector -> connector.legalBases().stream().anyMatch(basis -> basis.startsWith(ARTICLE_22)))
                .collect(Collectors.toMap(Connector::system, connector -> connector));
        Set<UUID> silent = items.silent(id);
        Pages.Window<Decision> window = new Pages.Window<>((long) page * size, size);
        items.read(id, item -> {
            Connector connector = deciding.get(item.system());
            if (connector != null && !silent.contains(item.id())) {
                window.offer(() -> decision(item, connector, language));
            }
        });
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        return new RequestsApi.Page<>(window.kept(), page, size, window.more());
    }

    private static Decision decision(Item item, Connector connector, String language) {
        Connector.ItemType type = connector.items().get(item.type());
        List<Field> fields = new ArrayList<>();
        item.record().forEach((name, value) -> {
            Connector.Field field = type == null ? null : type.fields().get(name);
            // About somebody else, or about nobody knows whom: the reviewer asks the system's owner.
            if (field != null && !field.thirdParty()) {
                Map<String, String> titles = field.titles();
                fields.add(new Field(
                        name,
                        titles.getOrDefault(language, titles.getOrDefault("en", name)),
                        value == null ? null : value.toString()));
            }
        });
        return new Decision(item.id(), item.system(), item.type(), item.reference(), fields);
    }
}
