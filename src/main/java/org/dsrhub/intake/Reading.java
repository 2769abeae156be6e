package org.dsrhub.intake;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dsrhub.request.Right;

/**
 * What a letter was understood to ask for. Holds phrases of the lexicon, never words of the letter.
 *
 * @param language ISO 639-1, null where too little was written to tell; it may be one without rights in the lexicon
 * @param rights what it seems to ask for, empty where nothing was understood
 * @param sure those of the rights that may start without a human: all of them where nothing is unclear, else only such as
 *     need no identification and stand undoubted beside the unclear rest
 * @param confidence from 0 to 1: the share of such readings that a caseworker is expected to leave as they are, the least
 *     of its rights. A phrase of the lexicon gives 0.96, two of a right 0.98; a misspelt or a weak one 0.8; a denial, a question about
 *     the right, somebody else's words or affairs at most half of that; nothing found 0.3
 * @param evidence language, right or kind, and the phrase of the lexicon that was found
 * @param unclear why a human has to read it, null where the rights are sure
 */
record Reading(
        String language,
        Kind kind,
        Set<Right> rights,
        Set<Right> sure,
        double confidence,
        List<String> evidence,
        String unclear) {

    /** Whose desk it belongs on. */
    enum Kind {
        /** one of the ten rights, or something about personal data that names none */
        REQUEST,
        /** of the answer, of how data were dealt with, or of the insurance: a human's, and a hold on erasure */
        COMPLAINT,
        /** of a supervisory authority: the data protection officer's */
        AUTHORITY,
        /** of somebody who has died: not the rights of the living (recital 27) */
        ESTATE,
        /** anything else: handed on */
        OTHER
    }

    Reading {
        rights = rights.isEmpty() ? Set.of() : EnumSet.copyOf(rights);
        sure = sure.isEmpty() ? Set.of() : EnumSet.copyOf(sure);
        evidence = List.copyOf(evidence);
    }

    /** The same letter where it asks for nothing itself, beside what its attachments ask for. */
    Reading besides(Reading attachments) {
        if (attachments.rights().isEmpty() || kind != Kind.REQUEST && kind != Kind.OTHER) {
            return this;
        }
        return new Reading(
                language == null ? attachments.language() : language,
                Kind.REQUEST,
                attachments.rights(),
                Set.of(),
                attachments.confidence() / 2,
                attachments.evidence(),
                "what it asks for stands in an attachment only");
    }

    /** The same letter, told by its sender's address to come from a supervisory authority. */
    Reading ofAuthority() {
        return new Reading(
                language,
                Kind.AUTHORITY,
                Set.of(),
                Set.of(),
                confidence,
                evidence,
                "its sender's domain is a supervisory authority's");
    }
}
