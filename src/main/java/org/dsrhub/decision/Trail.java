package org.dsrhub.decision;

import java.util.function.Supplier;

/** Hears what was looked at on the way to a decision. The words are made only for one who listens. */
interface Trail {
    Trail SILENT = words -> {};

    void add(Supplier<String> words);
}
