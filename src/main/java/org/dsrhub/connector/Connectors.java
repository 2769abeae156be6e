package org.dsrhub.connector;

import java.util.List;

/** The catalogue of all connector files. */
public interface Connectors {
    List<Connector> all();

    List<Connector> of(String controller);

    /** @throws org.dsrhub.request.Problem {@code unknown-system} */
    Connector get(String controller, String system);
}
