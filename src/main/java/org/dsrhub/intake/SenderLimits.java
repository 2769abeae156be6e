package org.dsrhub.intake;

import java.time.LocalDate;
import java.util.Locale;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.LegalDayTask;
import org.dsrhub.vault.KeyedHash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Table sender_arrival: how much a sender has sent in the last hour and day, on all nodes together. Keyed hashes only. What
 * comes beyond a limit is not lost and not answered; operations are told once, not for each.
 */
@Component
class SenderLimits implements LegalDayTask {
    static final String CODE = "sender-over-limit";
    static final String REMEDY =
            "its sender has sent more than hub.senders allows; read it, file the request by hand if it is one, and block the"
                    + " sender at the mail server if it is a flood";

    private static final Logger LOG = LoggerFactory.getLogger(SenderLimits.class);

    private static final String COUNT_IN =
            "insert into sender_arrival (sender, mark) values (?, ?) on conflict (sender, mark) do nothing";

    /** Earlier ones only, so that the same delivery fetched again is judged as it was; no more rows than are needed. */
    private static final String EARLIER = """
            select count(*) from (select 1 from sender_arrival e, sender_arrival own
                where own.sender = ? and own.mark = ? and e.sender = own.sender and e.mark <> own.mark and e.at <= own.at
                    and e.at > own.at - ? * interval '1 hour'
                limit ?) as earlier""";

    private static final String FORGET =
            "delete from sender_arrival where at < statement_timestamp() - interval '2 days'";

    private final JdbcTemplate jdbc;
    private final KeyedHash hash;
    private final SenderLimitsProperties properties;

    SenderLimits(JdbcTemplate jdbc, KeyedHash hash, SenderLimitsProperties properties) {
        this.jdbc = jdbc;
        this.hash = hash;
        this.properties = properties;
    }

    /** Counts the mail. @param fingerprint the same for each copy of it */
    boolean mailExceeds(String controller, String address, byte[] fingerprint) {
        byte[] sender = hash.of("sender", controller + "\n" + address.toLowerCase(Locale.ROOT));
        return exceeds(sender, fingerprint, properties.mailsPerHour(), properties.mailsPerDay(), controller);
    }

    /**
     * Whether the arrival of a request may be acknowledged to that address today; counts it. Whose address a mail names is
     * not always who wrote it.
     */
    boolean acknowledges(String controller, String address, byte[] fingerprint) {
        int perDay = properties.acknowledgementsPerDay();
        if (perDay == 0) {
            return true;
        }
        byte[] recipient = hash.of("acknowledged", controller + "\n" + address.toLowerCase(Locale.ROOT));
        jdbc.update(COUNT_IN, recipient, fingerprint);
        return jdbc.queryForObject(EARLIER, Integer.class, recipient, fingerprint, 24, perDay) < perDay;
    }

    /** Counts the call. @param key the same when it is sent again */
    boolean callExceeds(String account, String key) {
        byte[] sender = hash.of("sender-account", account);
        byte[] mark = hash.of("sender-call", key);
        return exceeds(sender, mark, properties.callsPerHour(), properties.callsPerDay(), account);
    }

    private boolean exceeds(byte[] sender, byte[] mark, int perHour, int perDay, String told) {
        if (perHour == 0 && perDay == 0) {
            return false;
        }
        jdbc.update(COUNT_IN, sender, mark);
        return isBeyond(sender, mark, 1, perHour, told) | isBeyond(sender, mark, 24, perDay, told);
    }

    private boolean isBeyond(byte[] sender, byte[] mark, int hours, int limit, String told) {
        if (limit == 0) {
            return false;
        }
        int earlier = jdbc.queryForObject(EARLIER, Integer.class, sender, mark, hours, limit + 1);
        if (earlier == limit) {
            LOG.warn("{}: one sender has reached {} in {} h at {}; the rest is set aside", CODE, limit, hours, told);
        }
        return earlier >= limit;
    }

    @Override
    public void run(DataController controller, LocalDate today) {
        jdbc.update(FORGET);
    }
}
