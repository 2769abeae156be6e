package org.dsrhub.intake;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much one sender may send; 0 for no limit.
 *
 * @param mailsPerHour of one address to one controller; what comes beyond waits in quarantine
 * @param acknowledgementsPerDay of one controller to one address, and mails of all kinds to it while nobody is identified; what
 *     comes beyond opens a case all the same, and what is owed waits for another day
 * @param callsPerHour new requests of one account; what comes beyond is refused with 429
 */
@ConfigurationProperties("hub.senders")
record SenderLimitsProperties(
        @DefaultValue("100") int mailsPerHour,
        @DefaultValue("300") int mailsPerDay,
        @DefaultValue("10") int acknowledgementsPerDay,
        @DefaultValue("0") int callsPerHour,
        @DefaultValue("0") int callsPerDay) {
    SenderLimitsProperties {
        if (mailsPerHour < 0 || mailsPerDay < 0 || acknowledgementsPerDay < 0 || callsPerHour < 0 || callsPerDay < 0) {
            throw new IllegalArgumentException("hub.senders: limits are 0 (none) or more");
        }
    }
}
