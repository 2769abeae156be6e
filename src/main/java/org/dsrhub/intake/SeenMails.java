package org.dsrhub.intake;

import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Table mail_seen: which mails were taken, so that two nodes may poll one mailbox. Keyed hashes only. */
@Repository
class SeenMails {
    private static final String CLAIM =
            "insert into mail_seen (mailbox, fingerprint) values (?, ?) on conflict do nothing";
    private static final String REQUEST = "update mail_seen set request_id = ? where mailbox = ? and fingerprint = ?";

    private final JdbcTemplate jdbc;

    SeenMails(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Ours in this transaction; waits for another that has it in hand. @return false where it was taken before */
    boolean claim(String mailbox, byte[] fingerprint) {
        return jdbc.update(CLAIM, mailbox, fingerprint) == 1;
    }

    void becameRequest(String mailbox, byte[] fingerprint, UUID requestId) {
        jdbc.update(REQUEST, requestId, mailbox, fingerprint);
    }
}
