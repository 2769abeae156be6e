package org.dsrhub.operations;

/** What an account may do; the table of calls is in {@code SecurityConfiguration}. */
public enum Role {
    /** the controller's portal: files requests of identified subjects, follows them, fetches packages */
    PORTAL,
    /** decides about requests; files those that come by post, phone, mail or at the office */
    CASEWORKER,
    /** sets and releases legal holds, but those that nobody is to know of */
    LEGAL,
    /** sets, sees and releases holds of kind {@code H-AML}, and no other: secrecy holds between colleagues too */
    AML,
    /** starts, stops and pauses; sees no item and no package */
    OPERATOR,
    /** reads, verifies, changes nothing */
    AUDITOR
}
