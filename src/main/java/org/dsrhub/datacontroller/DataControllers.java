package org.dsrhub.datacontroller;

import java.util.Collection;
import org.dsrhub.request.Problem;

/** The data controllers this hub serves: one a folder under {@code connectors/}, read at start-up. */
public interface DataControllers {
    /** @throws Problem {@code unknown-controller} */
    DataController get(String id);

    /** In the order of their ids. */
    Collection<DataController> all();
}
