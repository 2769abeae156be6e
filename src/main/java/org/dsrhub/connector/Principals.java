package org.dsrhub.connector;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataController.Engagement;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;

/**
 * Tells records that the controller holds on another one's behalf from its own. Of the former nothing is kept but their
 * references, by which that controller finds them: it decides and answers, the processor does not (Art. 28(3)).
 */
final class Principals {
    private final DataController controller;
    private final Map<String, Set<String>> references = new TreeMap<>();

    Principals(DataController controller) {
        this.controller = controller;
    }

    /** Whose the record is. */
    enum Whose {
        OWN,
        ANOTHERS,
        /** on behalf of nobody that the controller's file names: a person decides whether it may be shown */
        UNCLEAR
    }

    Whose whose(ItemType type, Map<String, Object> record) {
        String principal =
                type.onBehalfOf() == null ? null : Records.text(Records.plain(record.get(type.onBehalfOf())));
        if (principal == null || principal.isBlank() || controller.isItself(principal)) {
            return Whose.OWN;
        }
        return engagement(principal) == null ? Whose.UNCLEAR : Whose.ANOTHERS;
    }

    private Engagement engagement(String principal) {
        return controller.processorFor().values().stream()
                .filter(engagement -> engagement.isNamed(principal))
                .findFirst()
                .orElse(null);
    }

    void keep(ItemType type, Map<String, Object> record) {
        String principal = Records.text(Records.plain(record.get(type.onBehalfOf())));
        references
                .computeIfAbsent(engagement(principal).id(), none -> new TreeSet<>())
                .add(type.name() + " " + Records.reference(type, record));
    }

    boolean isEmpty() {
        return references.isEmpty();
    }

    /** Writes down in the request's chain for whom something is held. */
    void audit(Lease lease, Replies.Services services) {
        references.forEach((engagement, records) -> {
            Blob blob = services.vault()
                    .seal(
                            lease.requestId(),
                            Vault.Key.EVIDENCE,
                            "text/plain; charset=utf-8",
                            String.join("\n", records).getBytes(StandardCharsets.UTF_8));
            services.vault().store(blob);
            services.requests()
                    .audit(
                            lease.requestId(),
                            "hub",
                            OnBehalf.HELD,
                            Map.of(
                                    "system",
                                    lease.system(),
                                    "engagement",
                                    engagement,
                                    "records",
                                    records.size(),
                                    "references",
                                    blob.id().toString()));
        });
    }
}
