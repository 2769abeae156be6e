package org.dsrhub.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.Aliases;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Whether the same person may have asked before: what a caseworker looks at who finds a request repeated or excessive. */
@RestController
class RelatedApi {
    private final Aliases aliases;
    private final Requests requests;
    private final Callers callers;
    private final Looks looks;

    RelatedApi(Aliases aliases, Requests requests, Callers callers, Looks looks) {
        this.aliases = aliases;
        this.requests = requests;
        this.callers = callers;
        this.looks = looks;
    }

    /** @param sharedBy kinds of identifiers; a name alone is a hint and no more */
    record Related(
            UUID id,
            String caseNumber,
            Set<Right> rights,
            RequestState state,
            Instant receivedAt,
            List<String> sharedBy) {}

    @GetMapping("/api/v1/requests/{id}/related")
    List<Related> related(@PathVariable UUID id) {
        callers.visible(id);
        looks.record(id, Looks.Look.RELATED_LISTED, Map.of());
        return aliases.sharing(id).stream()
                .flatMap(shared -> callers
                        .visible(requests.find(shared.requestId()).stream().toList())
                        .stream()
                        .map(other -> new Related(
                                other.id(),
                                other.caseNumber(),
                                other.rights(),
                                other.state(),
                                other.receivedAt(),
                                shared.kinds().stream().map(KeyKind::label).toList())))
                .toList();
    }
}
