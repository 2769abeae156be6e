package org.dsrhub.datacontroller;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.dsrhub.request.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The controllers of {@code connectors/*}{@code /controller.yaml} that {@code hub.controllers} names, all where it names
 * none. What is wrong in any of them is reported together.
 */
@Component
class FolderDataControllers implements DataControllers {
    private static final Logger log = LoggerFactory.getLogger(FolderDataControllers.class);

    private final Map<String, DataController> byId;

    /** @throws InvalidConfiguration naming every mistake of every file */
    @Autowired
    FolderDataControllers(HubHome home, @Value("${hub.controllers:}") String[] only) {
        ControllerFolders.Reading reading = ControllerFolders.read(home, List.of(only));
        InvalidConfiguration.throwIfAny(reading.findings());
        byId = reading.controllers();
        if (!reading.leftOut().isEmpty()) {
            log.warn("Data controllers that this hub does not serve, as hub.controllers says: {}", reading.leftOut());
        }
    }

    FolderDataControllers(HubHome home) {
        this(home, new String[0]);
    }

    @Override
    public DataController get(String id) {
        DataController controller = id == null ? null : byId.get(id);
        if (controller == null) {
            throw new Problem("unknown-controller", "use one of: " + String.join(", ", byId.keySet()));
        }
        return controller;
    }

    @Override
    public Collection<DataController> all() {
        return byId.values();
    }
}
