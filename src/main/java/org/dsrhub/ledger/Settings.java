package org.dsrhub.ledger;

import java.util.Optional;

/** Switches that hold on all nodes, for example {@code erasure.stopped}. */
public interface Settings {
    Optional<String> get(String name);

    void set(String name, String value, String actor);
}
