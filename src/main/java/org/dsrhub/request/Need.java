package org.dsrhub.request;

/** What is missing before a request may go on: what a letter asks for, and what the request's waiting is put down to. */
public enum Need {
    /** nothing proves who asks, or not enough for what is asked */
    IDENTITY(Party.REQUESTER),
    /** the mail is not signed, and this controller takes nothing else by mail, no scans either */
    SIGNATURE(Party.REQUESTER),
    /** a signature is broken or of nobody who is trusted */
    VALID_SIGNATURE(Party.REQUESTER),
    /** whoever asks is not the subject, or says so: a power of attorney that covers it */
    MANDATE(Party.REQUESTER),
    /** the subject is a child: proof of parental responsibility or of guardianship */
    CUSTODY(Party.REQUESTER),
    /** a person looks at a signature that the rules leave open */
    SIGNATURE_CHECK(Party.CASEWORKER),
    /** the subject has died: not a request of a living person, unless this controller's law says otherwise */
    ESTATE(Party.CASEWORKER),
    /** a person doubts who asks (Art. 12(6)) */
    DOUBT(Party.REQUESTER);

    /** Whose turn it is. */
    public enum Party {
        REQUESTER,
        CASEWORKER
    }

    private final Party party;

    Need(Party party) {
        this.party = party;
    }

    public Party party() {
        return party;
    }
}
