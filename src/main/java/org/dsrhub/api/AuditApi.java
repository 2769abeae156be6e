package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.UUID;
import org.dsrhub.ledger.Audit;
import org.dsrhub.operations.AuditAnchors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the audit chains hold, and the days that their heads were signed on. */
@RestController
@RequestMapping("/api/v1/audit")
class AuditApi {
    private final Audit audit;
    private final AuditAnchors anchors;

    AuditApi(Audit audit, AuditAnchors anchors) {
        this.audit = audit;
        this.anchors = anchors;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Verification(
            boolean intact, long chains, long links, UUID brokenRequest, Integer brokenSeq, AnchorsFound anchors) {}

    /** @param publicKey PEM, for whoever verifies the signed files without the hub */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AnchorsFound(
            boolean intact, int days, LocalDate brokenDay, String reason, UUID brokenRequest, String publicKey) {}

    @GetMapping("/verification")
    Verification verification() {
        Audit.Verification found = audit.verify();
        AuditAnchors.Verification signed = anchors.verify();
        return new Verification(
                found.intact() && signed.intact(),
                found.chains(),
                found.links(),
                found.brokenRequest(),
                found.brokenSeq(),
                new AnchorsFound(
                        signed.intact(),
                        signed.anchors(),
                        signed.brokenDay(),
                        signed.reason(),
                        signed.brokenRequest(),
                        anchors.publicKey()));
    }
}
