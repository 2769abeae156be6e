package org.dsrhub.erasure;

import java.time.Duration;
import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Brakes of erasing.
 *
 * @param dailyLimit items a controller and system within 24 hours, where the connector file says nothing; above it a person
 *     releases an open request, and what goes on its day is spread over days
 * @param maxClockJump how far the legal day may run ahead of the last one seen before a person has to confirm it, whole days
 * @param waves how often a system is asked to erase the same items before a person takes over
 * @param lookAgain after which a stage that a brake holds looks again
 * @param refusalsAgain after which a refusal that waits for the end of something is looked at again
 * @param restrictionReview after which a human looks whether a restriction is still needed
 */
@ConfigurationProperties("hub.erasure")
record ErasureProperties(
        @DefaultValue("10000") int dailyLimit,
        @DefaultValue("3d") Duration maxClockJump,
        @DefaultValue("3") int waves,
        @DefaultValue("60s") Duration lookAgain,
        @DefaultValue("P1M") Period refusalsAgain,
        @DefaultValue("P6M") Period restrictionReview) {
    ErasureProperties {
        if (dailyLimit < 1 || waves < 1 || maxClockJump.toDays() < 1) {
            throw new IllegalArgumentException(
                    "hub.erasure: daily-limit and waves are 1 or more, max-clock-jump is a day or more");
        }
    }
}
