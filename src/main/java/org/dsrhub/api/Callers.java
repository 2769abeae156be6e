package org.dsrhub.api;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.Confidential;
import org.dsrhub.ledger.Requests;
import org.dsrhub.operations.Account;
import org.dsrhub.operations.Role;
import org.dsrhub.request.RequestView;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Who calls, and what of the ledger that account may see: what it may not is not there. */
@Component
class Callers {
    private final Requests requests;
    private final Confidential confidential;
    private final DataControllers controllers;

    Callers(Requests requests, Confidential confidential, DataControllers controllers) {
        this.requests = requests;
        this.confidential = confidential;
        this.controllers = controllers;
    }

    Account current() {
        return (Account) SecurityContextHolder.getContext().getAuthentication().getPrincipal();
    }

    String name() {
        return current().getUsername();
    }

    /** @throws NotFound where there is no such request, or one that the account may not see */
    RequestView visible(UUID requestId) {
        return seen(requestId).orElseThrow(() -> new NotFound("request"));
    }

    /**
     * The same of a request that is answered by itself.
     *
     * @throws Requests.StateConflict where it is a branch's part of another: what the subject is told of is decided there
     */
    RequestView answered(UUID requestId) {
        RequestView request = visible(requestId);
        if (request.isPart()) {
            throw new Requests.StateConflict(
                    "part-of-another: this is a branch's part of a request that is answered as a whole; do it with request "
                            + request.partOf());
        }
        return request;
    }

    boolean sees(UUID requestId) {
        return seen(requestId).isPresent();
    }

    private Optional<RequestView> seen(UUID requestId) {
        return requests.find(requestId)
                .filter(request -> current().mayUse(request.controller()))
                .filter(request -> !visible(List.of(request)).isEmpty());
    }

    /** Those of the requests whose content the account may not see, whatever else it sees of them: employees'. */
    Set<UUID> hidden(Collection<UUID> requestIds) {
        return confidential.among(requestIds).stream().filter(id -> !sees(id)).collect(Collectors.toSet());
    }

    /**
     * Without the requests of employees, unless the account is named for them; the portal through which they came is no colleague,
     * and sees a request whole, not the branches' parts of it.
     */
    List<RequestView> visible(Collection<RequestView> views) {
        Set<UUID> employees =
                confidential.among(views.stream().map(RequestView::id).toList());
        return views.stream()
                .filter(view -> !view.isPart() || !current().is(Role.PORTAL))
                .filter(view -> !employees.contains(view.id())
                        || current().is(Role.PORTAL)
                        || controllers
                                .get(view.controller())
                                .identification()
                                .employees()
                                .contains(name()))
                .toList();
    }
}
