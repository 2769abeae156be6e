package org.dsrhub.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dsrhub.intake.InvalidRequest;
import org.dsrhub.intake.Violation;

/** Pages of lists. */
final class Pages {
    private Pages() {}

    /** @throws InvalidRequest where a number is out of range */
    static void check(int page, int size, int largest) {
        List<Violation> violations = new ArrayList<>();
        if (page < 0 || page > 1_000_000) {
            violations.add(new Violation("?page", "must be 0 or more"));
        }
        if (size < 1 || size > largest) {
            violations.add(new Violation("?size", "must be 1 to " + largest));
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequest(violations);
        }
    }

    /** Keeps one page of a stream. */
    static final class Window<T> {
        private final long from;
        private final int size;
        private final List<T> kept = new ArrayList<>();
        private long seen;

        Window(long from, int size) {
            this.from = from;
            this.size = size;
        }

        void offer(Supplier<T> entry) {
            if (seen >= from && kept.size() < size) {
                kept.add(entry.get());
            }
            seen++;
        }

        List<T> kept() {
            return kept;
        }

        boolean more() {
            return seen > from + kept.size();
        }
    }
}
