package org.dsrhub.datacontroller;

import java.util.List;
import java.util.stream.Collectors;
import org.dsrhub.request.Problem;

/** Configuration files that cannot be used, with everything that is wrong in them, so that one round of mending does. */
public class InvalidConfiguration extends Problem {
    private final transient List<Finding> findings;

    /** @param findings at least one */
    public InvalidConfiguration(List<Finding> findings) {
        super(
                "invalid-configuration",
                findings.size() + " to mend, then start again\n"
                        + findings.stream().map(finding -> "  " + finding).collect(Collectors.joining("\n")));
        this.findings = List.copyOf(findings);
    }

    /** @throws InvalidConfiguration unless the list is empty */
    public static void throwIfAny(List<Finding> findings) {
        if (!findings.isEmpty()) {
            throw new InvalidConfiguration(findings);
        }
    }

    public List<Finding> findings() {
        return findings;
    }
}
