package org.dsrhub.connector;

import java.util.List;
import java.util.Map;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.datacontroller.InvalidConfiguration;
import org.dsrhub.request.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Reads every connector file at start-up; the hub does not start on one that is wrong. */
@Component
class ConnectorFiles implements Connectors {
    private static final Logger log = LoggerFactory.getLogger(ConnectorFiles.class);

    private final Map<String, Connector> byQueue;

    ConnectorFiles(HubHome home, DataControllers controllers, Templates templates, Environment environment) {
        List<String> only = Binder.get(environment)
                .bind("hub.connectors.only", Bindable.listOf(String.class))
                .orElse(List.of());
        ConnectorFolders.Reading reading = ConnectorFolders.read(home, controllers.all(), templates, environment, only);
        InvalidConfiguration.throwIfAny(reading.findings());
        byQueue = reading.byQueue();
        log.info(
                "{} connector files of {} data controllers read",
                byQueue.size(),
                controllers.all().size());
        if (!reading.leftOut().isEmpty()) {
            log.warn("Systems that no request reaches, as hub.connectors.only says: {}", reading.leftOut());
        }
    }

    @Override
    public List<Connector> all() {
        return List.copyOf(byQueue.values());
    }

    @Override
    public List<Connector> of(String controller) {
        return byQueue.values().stream()
                .filter(connector -> connector.controller().equals(controller))
                .toList();
    }

    @Override
    public Connector get(String controller, String system) {
        Connector connector = byQueue.get(controller + "." + system);
        if (connector == null) {
            throw new Problem("unknown-system", "no file connectors/" + controller + "/" + system + ".yaml");
        }
        return connector;
    }
}
