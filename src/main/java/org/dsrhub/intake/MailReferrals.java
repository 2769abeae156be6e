package org.dsrhub.intake;

import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/** Lays before a person what of a mail no rule can settle: an entry of the quarantine list each, once. */
@Component
class MailReferrals {
    private final Quarantine quarantine;
    private final Requests requests;
    private final MailArchive archive;

    MailReferrals(Quarantine quarantine, Requests requests, MailArchive archive) {
        this.quarantine = quarantine;
        this.requests = requests;
        this.archive = archive;
    }

    static String source(String controllerId) {
        return "mail/" + controllerId;
    }

    /** A mail that belongs to no case; it is kept under keys of its own. */
    void refer(String controllerId, Referral referral, MailArchive.Kept kept, byte[] fingerprint) {
        if (archive.keepAlone(kept)) {
            add(controllerId, referral, null, kept.blob(), fingerprint);
        }
    }

    /** A mail that lies in its case already, as that blob. */
    void refer(RequestView of, Referral referral, UUID blob, byte[] fingerprint) {
        add(of.controller(), referral, of.id(), blob, fingerprint);
    }

    private void add(String controllerId, Referral referral, UUID request, UUID blob, byte[] fingerprint) {
        String source = source(controllerId);
        quarantine.add(
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
