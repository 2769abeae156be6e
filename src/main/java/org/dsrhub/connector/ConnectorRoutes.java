package org.dsrhub.connector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.dsrhub.ledger.Backends;
import org.springframework.stereotype.Component;

/**
 * Makes one route of each connector file from its template, named like its queue, and where the template has companions
 * ({@code <template>-answers}) one of each of these. Camel calls it after it has read the templates.
 */
@Component
class ConnectorRoutes implements RoutesBuilder {
    /** Parameters that templates get from the hub itself and connector files do not give. */
    static final Set<String> GIVEN =
            Set.of("queue", "controller", "system", "title", "pool", "concurrency", "timeout", "tls");

    static final List<String> COMPANIONS = List.of("answers", "receipts", "media");
    private static final String UNUSED = "read-by-bean";

    private final Connectors connectors;
    private final Templates templates;
    private final Backends backends;
    private final JdbcPools pools;
    private final SftpEndpoints endpoints;
    private final JmsEndpoints messages;
    private final MailEndpoints mails;
    private final ClientCertificates certificates;

    ConnectorRoutes(
            Connectors connectors,
            Templates templates,
            Backends backends,
            JdbcPools pools,
            SftpEndpoints endpoints,
            JmsEndpoints messages,
            MailEndpoints mails,
            ClientCertificates certificates) {
        this.connectors = connectors;
        this.templates = templates;
        this.backends = backends;
        this.pools = pools;
        this.endpoints = endpoints;
        this.messages = messages;
        this.mails = mails;
        this.certificates = certificates;
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) {
        // templates are not there yet
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) {
        return Set.of();
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        for (Connector connector : connectors.all()) {
            if (connector.isStatement()) {
                continue;
            }
            Connector.Limits limits = connector.limits();
            backends.register(
                    connector.backend(), new Backends.Limits(limits.concurrency(), limits.permits(), limits.per()));
            endpoints.bind(context, connector);
            messages.bind(context, connector);
            mails.bind(context, connector);
            route(context, connector, templates.get(connector.template()), connector.queue());
            if (connector.items().values().stream()
                    .anyMatch(item -> item.media() != null && item.media().path() != null)) {
                route(context, connector, templates.get("http-media"), connector.queue() + ".media");
            }
            for (String companion : COMPANIONS) {
                Templates.Template template = templates.get(connector.template() + "-" + companion);
                if (template != null) {
                    route(context, connector, template, connector.queue() + "." + companion);
                }
            }
        }
    }

    private void route(CamelContext context, Connector connector, Templates.Template template, String id) {
        Map<String, Object> parameters = new HashMap<>();
        for (String name : template.all()) {
            if (GIVEN.contains(name)) {
                parameters.put(name, given(context, connector, name));
            } else if (connector.parameters().containsKey(name)) {
                // Secrets never become part of a route, which operations may read.
                parameters.put(
                        name,
                        Templates.secret(name) ? UNUSED : connector.parameters().get(name));
            }
        }
        TemplatedRouteBuilder.builder(context, template.name())
                .routeId(id)
                .prefixId(id + "-")
                .parameters(parameters)
                .add();
        RouteDefinition route =
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinition(id);
        // Camel fills placeholders in everywhere but here.
        route.setDescription(route.getDescriptionText().replace("{{title}}", title(connector)));
    }

    private static String title(Connector connector) {
        return connector.title("en") + " (" + connector.controller() + ")";
    }

    private Object given(CamelContext context, Connector connector, String name) {
        return switch (name) {
            case "queue" -> connector.queue();
            case "controller" -> connector.controller();
            case "system" -> connector.system();
            case "title" -> title(connector);
            case "pool" -> pools.bind(context, connector);
            case "concurrency" -> connector.limits().concurrency();
            case "tls" -> certificates.bind(context, connector);
            case "timeout" -> connector.limits().timeout().toMillis();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
