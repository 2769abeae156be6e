package org.dsrhub.ledger;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.vault.KeyedHash;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Table {@code sent_mail}: keyed hashes only. */
@Component
final class JdbcSentMails implements SentMails {
    private static final String NOTE = """
            insert into sent_mail (message_hash, request_id, task_id, recipient_hash) values (?, ?, ?, ?)
            on conflict (message_hash) do update
            set task_id = excluded.task_id, sent_at = excluded.sent_at, returned_at = null
            where sent_mail.returned_at is not null""";

    /** Whoever counts mails to an address and adds one is alone with it. */
    private static final String ALONE = "select pg_advisory_xact_lock(hashtextextended(encode(?, 'hex'), 0))";

    private static final String NOTE_WITHIN = """
            insert into sent_mail (message_hash, request_id, task_id, recipient_hash) select ?, ?, ?, ?
            where (select count(*) from sent_mail
                where recipient_hash = ? and sent_at > statement_timestamp() - interval '1 day') < ?
            on conflict do nothing""";

    private static final String FIND = "select request_id, task_id from sent_mail where message_hash = ?";

    private static final String CAME_BACK = """
            update sent_mail set returned_at = statement_timestamp() where message_hash = ? and returned_at is null""";

    private static final String LAST_RETURN = """
            select returned_at from sent_mail where request_id = ? and recipient_hash = ? and returned_at is not null
            order by returned_at desc limit 1""";

    private static final String LATELY = """
            select count(*) from sent_mail
            where recipient_hash = ? and sent_at > statement_timestamp() - interval '1 day'""";

    private static final String RETURNED = """
            select request_id, count(*) as mails from sent_mail
            where request_id = any(?) and returned_at is not null group by request_id""";

    private static final String RETURNED_OF = """
            select task_id, max(returned_at) as returned_at from sent_mail
            where request_id = ? and returned_at is not null group by task_id""";

    private final JdbcTemplate jdbc;
    private final KeyedHash hash;
    private final TransactionTemplate transaction;

    JdbcSentMails(JdbcTemplate jdbc, KeyedHash hash, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.hash = hash;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public String messageId(String name, String domain) {
        byte[] proof = Arrays.copyOf(hash.of("message-id-proof", name + "@" + domain), 10);
        return "<" + name + "." + HexFormat.of().formatHex(proof) + "@" + domain + ">";
    }

    @Override
    public void note(UUID requestId, UUID taskId, String messageId, String recipient) {
        jdbc.update(NOTE, message(messageId), requestId, taskId, recipient(recipient));
    }

    @Override
    public boolean noteWithin(int aDay, UUID requestId, UUID taskId, String messageId, String recipient) {
        byte[] to = recipient(recipient);
        return Boolean.TRUE.equals(transaction.execute(status -> {
            jdbc.query(ALONE, row -> {}, to);
            return jdbc.update(NOTE_WITHIN, message(messageId), requestId, taskId, to, to, aDay) == 1
                    || find(messageId).isPresent();
        }));
    }

    @Override
    public Optional<Sent> find(String messageId) {
        return jdbc
                .query(
                        FIND,
                        (row, number) ->
                                new Sent(row.getObject("request_id", UUID.class), row.getObject("task_id", UUID.class)),
                        message(messageId))
                .stream()
                .findFirst();
    }

    @Override
    public boolean cameBack(String messageId) {
        return jdbc.update(CAME_BACK, message(messageId)) == 1;
    }

    @Override
    public int lately(String recipient) {
        return jdbc.queryForObject(LATELY, Integer.class, recipient(recipient));
    }

    @Override
    public Optional<Instant> lastReturn(UUID requestId, String recipient) {
        return jdbc
                .query(
                        LAST_RETURN,
                        (row, number) -> RequestRows.instant(row, "returned_at"),
                        requestId,
                        recipient(recipient))
                .stream()
                .findFirst();
    }

    @Override
    public Map<UUID, Integer> returned(Collection<UUID> requests) {
        Map<UUID, Integer> returned = new HashMap<>();
        jdbc.query(
                RETURNED,
                row -> {
                    returned.put(row.getObject("request_id", UUID.class), row.getInt("mails"));
                },
                Columns.array("uuid", requests));
        return returned;
    }

    @Override
    public Map<UUID, Instant> returnedOf(UUID requestId) {
        Map<UUID, Instant> returned = new HashMap<>();
        jdbc.query(
                RETURNED_OF,
                row -> {
                    returned.put(row.getObject("task_id", UUID.class), RequestRows.instant(row, "returned_at"));
                },
                requestId);
        return returned;
    }

    private byte[] message(String messageId) {
        return hash.of("message-id", messageId.strip());
    }

    private byte[] recipient(String address) {
        return hash.of("mail-recipient", address.strip().toLowerCase(Locale.ROOT));
    }
}
