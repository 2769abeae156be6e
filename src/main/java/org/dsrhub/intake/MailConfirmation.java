package org.dsrhub.intake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Service;

/** A mail that no rule could settle, as a person sees it and as they settle it: what it asks becomes a case. */
@Service
public class MailConfirmation {
    private final MailDesk desk;
    private final Mailboxes mailboxes;
    private final Quarantine quarantine;
    private final Requests requests;
    private final Words words;
    private final Vault vault;

    MailConfirmation(
            MailDesk desk, Mailboxes mailboxes, Quarantine quarantine, Requests requests, Words words, Vault vault) {
        this.desk = desk;
        this.mailboxes = mailboxes;
        this.quarantine = quarantine;
        this.requests = requests;
        this.words = words;
        this.vault = vault;
    }

    /** Empty where the entry is no letter that was read. */
    public Optional<Proposal> proposal(Quarantine.Entry entry) {
        return Optional.ofNullable(entry.proposal()).map(blob -> Proposal.open(vault, blob));
    }

    /**
     * Reads the mail once more, as it lies in the vault, and opens what the person says it asks; the entry leaves the list in the
     * same transaction. Who wrote it is no more certain than before: the cases ask for it as for any mail.
     *
     * @param language ISO 639-1, null for that of the proposal
     * @return one case, or two where some of the rights need no identification
     * @throws Requests.StateConflict where the entry is resolved already, belongs to a case, or is no letter that was read
     */
    public List<RequestView> confirm(
            Quarantine.Entry entry, Set<Right> rights, String language, String reason, String actor) {
        Proposal proposal = proposal(entry).orElse(null);
        if (proposal == null || entry.requestId() != null || entry.blobId() == null) {
            throw new Requests.StateConflict(
                    "no-letter-of-its-own: only a letter that was read and belongs to no case is confirmed; file what it asks"
                            + " by hand, or resolve the entry");
        }
        return desk.confirmed(
                entry.blobId(),
                proposal,
                mailboxes.of(proposal.mailbox()),
                rights,
                language == null ? proposal.language() : language,
                () -> quarantine.resolve(entry.id(), actor, null),
                id -> requests.audit(id, actor, "mail-confirmed", details(id, entry, proposal, rights, reason)));
    }

    private Map<String, Object> details(
            UUID id, Quarantine.Entry entry, Proposal proposal, Set<Right> rights, String reason) {
        return Map.of(
                "entry",
                entry.id().toString(),
                "understood",
                names(proposal.rights()),
                "confirmed",
                names(rights),
                "confidence",
                proposal.confidence(),
                "words",
                words.keep(id, reason).toString());
    }

    private static List<String> names(Set<Right> rights) {
        return rights.stream().map(Right::name).sorted().toList();
    }
}
