package org.dsrhub.intake;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Table mailbox_arrival: when each mailbox last yielded a mail, whichever node took it. */
@Repository
class MailboxArrivals {
    private static final String POLLED = "insert into mailbox_arrival (mailbox) values (?) on conflict do nothing";
    private static final String LAST = "select last_at from mailbox_arrival where mailbox = ?";
    private static final String NOTE = """
            insert into mailbox_arrival (mailbox) values (?) on conflict (mailbox) do update set last_at = now()""";

    private final JdbcTemplate jdbc;

    MailboxArrivals(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** One that has never had a mail is waited for from the day that it was first polled. */
    Instant polled(String mailbox) {
        jdbc.update(POLLED, mailbox);
        return last(mailbox);
    }

    Instant last(String mailbox) {
        return jdbc.queryForObject(LAST, Timestamp.class, mailbox).toInstant();
    }

    void note(String mailbox) {
        jdbc.update(NOTE, mailbox);
    }
}
