package org.dsrhub.decision;

/** What happens to one item under one right. */
public enum Outcome {
    DISCLOSE,
    /** disclosed with third parties blacked out */
    REDACT,
    WITHHOLD,
    ERASE,
    ANONYMISE,
    /** locked until a last day, erased by the hub on the day after; not an Art. 18 restriction */
    RETAIN_UNTIL,
    /** stays for now, with a ground (open contract, open claim, hold, law) */
    REFUSE,
    /** a human decides; nothing is erased, nothing of it leaves */
    REVIEW
}
