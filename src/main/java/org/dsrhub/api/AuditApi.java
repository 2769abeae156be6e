package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.dsrhub.ledger.Audit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the audit chains hold. */
@RestController
@RequestMapping("/api/v1/audit")
class AuditApi {
    private final Audit audit;

    AuditApi(Audit audit) {
        this.audit = audit;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Verification(boolean intact, long chains, long links, UUID brokenRequest, Integer brokenSeq) {}

    @GetMapping("/verification")
    Verification verification() {
        Audit.Verification found = audit.verify();
        return new Verification(
                found.intact(), found.chains(), found.links(), found.brokenRequest(), found.brokenSeq());
    }
}
