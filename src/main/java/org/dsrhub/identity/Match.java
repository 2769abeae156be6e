package org.dsrhub.identity;

/** Whose a record is, as far as its keys tell. */
public enum Match {
    /** the subject's */
    MATCHED,
    /** somebody else's: quarantined, a person assesses it */
    CONTRADICTING,
    /** nothing contradicts, but too little agrees: a clerk decides, no incident */
    TOO_FEW
}
