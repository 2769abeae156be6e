package org.dsrhub.ledger;

import java.util.Collection;
import java.util.List;
import org.dsrhub.decision.RetentionRule;

/** Every version of a retention rule that decisions name, as it was when it decided. */
public interface RuleVersions {
    /** Adds those whose version is not kept yet; one that is kept stays as it is. */
    void keep(String controller, Collection<RetentionRule> rules);

    /** By rule and version. */
    List<RetentionRule> of(String controller);
}
