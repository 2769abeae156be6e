package org.dsrhub.intake;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Table mail_begun: raw mails that lie in the vault and are not read yet. Keyed hashes only. */
@Repository
class BegunMails {
    private static final String AGAIN = """
            update mail_begun set times = times + 1 where mailbox = ? and content_hash = ?
            returning keys, blob_id, content_hash, times""";
    private static final String ADD = """
            insert into mail_begun (mailbox, content_hash, keys, blob_id) values (?, ?, ?, ?) on conflict do nothing""";
    private static final String NOT_ITS_FAULT =
            "update mail_begun set times = times - 1 where mailbox = ? and content_hash = ? and keys = ?";
    private static final String END = "delete from mail_begun where mailbox = ? and content_hash = ? and keys = ?";
    private static final String LEFT = """
            select keys, blob_id, content_hash, times from mail_begun
            where mailbox = ? and begun_at < statement_timestamp() - ? * interval '1 second' order by begun_at limit ?""";

    private final JdbcTemplate jdbc;

    BegunMails(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param times how often it was begun */
    record Begun(UUID keys, UUID blob, byte[] content, int times) {
        @Override
        public String toString() {
            return "Begun[" + keys + "]";
        }
    }

    /** Counts it, where it was begun before and not ended. */
    Optional<Begun> again(String mailbox, byte[] content) {
        return jdbc.query(AGAIN, BegunMails::begun, mailbox, content).stream().findFirst();
    }

    /** @return false where another was faster */
    boolean add(String mailbox, byte[] content, UUID keys, UUID blob) {
        return jdbc.update(ADD, mailbox, content, keys, blob) == 1;
    }

    void notItsFault(String mailbox, byte[] content, UUID keys) {
        jdbc.update(NOT_ITS_FAULT, mailbox, content, keys);
    }

    /** @return whether the content under those keys is the caller's to deal with; another may have ended it */
    boolean end(String mailbox, byte[] content, UUID keys) {
        return jdbc.update(END, mailbox, content, keys) == 1;
    }

    List<Begun> left(String mailbox, Duration age, int limit) {
        return jdbc.query(LEFT, BegunMails::begun, mailbox, age.toSeconds(), limit);
    }

    private static Begun begun(java.sql.ResultSet row, int number) throws java.sql.SQLException {
        return new Begun(
                row.getObject("keys", UUID.class),
                row.getObject("blob_id", UUID.class),
                row.getBytes("content_hash"),
                row.getInt("times"));
    }
}
