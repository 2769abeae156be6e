package org.dsrhub.decision;

import java.util.List;

/**
 * A decision and how it came about.
 *
 * @param steps what was looked at, in its order, in English words of a lawyer who has the rules before them
 */
public record Explanation(Decision decision, List<String> steps) {
    public Explanation {
        steps = List.copyOf(steps);
    }
}
