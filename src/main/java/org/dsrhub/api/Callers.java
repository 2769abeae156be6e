package org.dsrhub.api;

import java.util.UUID;
import org.dsrhub.ledger.Requests;
import org.dsrhub.operations.Account;
import org.dsrhub.request.RequestView;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Who calls, and what of the ledger that account may see: what it may not is not there. */
@Component
class Callers {
    private final Requests requests;

    Callers(Requests requests) {
        this.requests = requests;
    }

    Account current() {
        return (Account) SecurityContextHolder.getContext().getAuthentication().getPrincipal();
    }

    String name() {
        return current().getUsername();
    }

    /** @throws NotFound where there is no such request, or one of a controller that the account is not bound to */
    RequestView visible(UUID requestId) {
        return requests.find(requestId)
                .filter(request -> current().mayUse(request.controller()))
                .orElseThrow(() -> new NotFound("request"));
    }
}
