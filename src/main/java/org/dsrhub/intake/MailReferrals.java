package org.dsrhub.intake;

import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;

/** Lays before a person what of a mail no rule can settle: an entry of the quarantine list each, once. */
@Component
class MailReferrals {
    private final Quarantine quarantine;
    private final Requests requests;
    private final MailArchive archive;
    private final DataControllers controllers;
    private final Vault vault;

    MailReferrals(
            Quarantine quarantine, Requests requests, MailArchive archive, DataControllers controllers, Vault vault) {
        this.quarantine = quarantine;
        this.requests = requests;
        this.archive = archive;
        this.controllers = controllers;
        this.vault = vault;
    }

    static String source(String controllerId) {
        return Quarantine.MAIL + controllerId;
    }

    /** A mail that belongs to no case; it is kept under keys of its own. */
    void refer(String controllerId, Referral referral, MailArchive.Kept kept, byte[] fingerprint) {
        if (archive.keepAlone(kept)) {
            add(controllerId, referral, null, kept.blob(), fingerprint);
        }
    }

    /** The same for a letter that was read. */
    void refer(String controllerId, Referral referral, Proposal proposal, MailArchive.Kept kept, byte[] fingerprint) {
        if (archive.keepAlone(kept)) {
            propose(controllerId, add(controllerId, referral, null, kept.blob(), fingerprint), proposal, kept.keys());
        }
    }

    /** A mail that lies in its case already, as that blob. */
    void refer(RequestView of, Referral referral, Proposal proposal, UUID blob, byte[] fingerprint) {
        propose(of.controller(), add(of.controller(), referral, of.id(), blob, fingerprint), proposal, of.id());
    }

    private void propose(String controllerId, UUID entry, Proposal proposal, UUID keys) {
        Blob blob = proposal.seal(vault, keys);
        vault.store(blob);
        quarantine.propose(entry, blob.id());
        String desk = desk(controllers.get(controllerId), Reading.Kind.valueOf(proposal.kind()));
        if (desk != null) {
            quarantine.handOn(entry, desk);
        }
    }

    /** Null where it is nobody's but the caseworkers'. */
    private static String desk(DataController controller, Reading.Kind kind) {
        return switch (kind) {
            case COMPLAINT -> "complaints";
            case AUTHORITY -> DataController.DATA_PROTECTION_OFFICER;
            case ESTATE -> controller.identification().deceased().desk();
            case REQUEST, OTHER -> null;
        };
    }

    private UUID add(String controllerId, Referral referral, UUID request, UUID blob, byte[] fingerprint) {
        String source = source(controllerId);
        return quarantine.add(
                source,
                referral.reason(),
                referral.remedy(),
                request,
                blob,
                source + "/" + HexFormat.of().formatHex(fingerprint));
    }

    /** Attachments that nobody has read: all in the case's history, the dangerous ones in the list too. */
    void tellUnread(String controllerId, UUID id, Enclosed enclosed) {
        for (Enclosed.Unread unread : enclosed.unread()) {
            requests.audit(
                    id,
                    "hub",
                    "attachment-unread",
                    Map.of("number", unread.number(), "kind", unread.kind(), "reason", unread.reason()));
            if (unread.dangerous()) {
                quarantine.add(
                        source(controllerId),
                        "attachment-" + unread.kind() + ": " + unread.reason(),
                        "the request itself goes on; open attachment " + unread.number()
                                + " of its mail only where nothing can be harmed, or ask for another form",
                        id,
                        null,
                        id + "/" + unread.number());
            }
        }
    }
}
