package org.dsrhub.intake;

import java.util.List;

/** What came in cannot be accepted; says every mistake at once and repeats nothing that was sent. HTTP 422. */
public class InvalidRequest extends RuntimeException {
    private final transient List<Violation> violations;

    public InvalidRequest(List<Violation> violations) {
        super(violations.size() + " mistakes in the body");
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
