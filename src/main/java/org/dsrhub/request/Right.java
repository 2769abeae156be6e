package org.dsrhub.request;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a data subject may ask for (GDPR Art. 15 to 22, and the reminder objection of seed 001:77). */
public enum Right {
    /** Art. 15 */
    ACCESS,
    /** Art. 17 */
    ERASURE,
    /** Art. 16 */
    RECTIFICATION,
    /** Art. 18 */
    RESTRICTION,
    /** Art. 20 */
    PORTABILITY,
    /** Art. 21(1) */
    OBJECTION,
    /** Art. 21(2): absolute, at once, without identification */
    MARKETING_OBJECTION,
    /** Renewal reminders off (001:77): a flag of its own, without identification */
    REMINDER_OBJECTION,
    /** Art. 7(3), of direct-marketing consent: without identification, at once (001:402) */
    CONSENT_WITHDRAWAL,
    /** Art. 7(3), of any other consent (health data, profiling, recording): only of an identified person, whose consent it is */
    OTHER_CONSENT_WITHDRAWAL,
    /** Art. 22(3) */
    HUMAN_REVIEW;

    /** What one flag of a system answers: to object to marketing and to withdraw the consent to it end the same. */
    public static final Set<Right> MARKETING =
            Collections.unmodifiableSet(EnumSet.of(MARKETING_OBJECTION, CONSENT_WITHDRAWAL));

    /** As connector files call it: {@code reminder-objection}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Rights that whoever asks may use at once: to grant one to a stranger harms nobody. */
    public boolean needsNoIdentification() {
        return this == MARKETING_OBJECTION || this == REMINDER_OBJECTION || this == CONSENT_WITHDRAWAL;
    }
}
