package org.dsrhub.decision;

import org.dsrhub.decision.Hold.Kind;
import org.dsrhub.decision.RetentionRule.Ground;

/** What each kind of hold does to an access and says in a refusal (table D3). */
final class HoldEffect {
    /** The words of the statutory refusal; what {@code H_AML} hides behind where the item has no such rule. */
    static final Ground LAW = new Ground("GDPR-17-3-b", "LegalObligation", MessageKeys.RETAINED_LAW);

    private HoldEffect() {}

    /** {@code DISCLOSE} where the kind changes nothing. */
    static Outcome onAccess(Kind kind) {
        return switch (kind) {
            case H_AML -> Outcome.WITHHOLD;
            // An order may forbid disclosure, an estate or a guardian may be nobody to disclose to: a human reads that.
            case H_SUP, H_FRD, H_MIN, H_EST -> Outcome.REVIEW;
            case H_RGT -> Outcome.REDACT;
            case H_LIT, H_CMP, H_DBT, H_OPN, H_RST, H_DSR -> Outcome.DISCLOSE;
        };
    }

    /** Orders, reports and investigations speak as neutrally as the law and the limitation interest do. */
    static Ground ground(Kind kind) {
        return switch (kind) {
            case H_SUP, H_AML, H_EST -> LAW;
            case H_LIT -> claims("JudicialProceedingsImpaired", MessageKeys.RETAINED_CASE);
            case H_CMP -> claims("LegalProcessImpaired", MessageKeys.RETAINED_CASE);
            case H_FRD -> claims("LegalClaimDefenceImpaired", MessageKeys.RETAINED_CLAIMS);
            case H_RGT -> claims("LegalClaimExerciseImpaired", MessageKeys.RETAINED_CLAIMS);
            case H_DBT -> claims("CivilLawEnforcementImpaired", MessageKeys.REFUSED_DEBT);
            case H_OPN -> claims("LegalClaimEstablishmentImpaired", MessageKeys.REFUSED_OPEN_CLAIM);
            case H_MIN -> claims("LegalClaimImpaired", MessageKeys.RETAINED_CLAIMS);
            case H_RST -> new Ground("GDPR-18-2", "DataSubjectProtectionImpaired", MessageKeys.RETAINED_RESTRICTED);
            case H_DSR -> new Ground("GDPR-15-3", "LegalObligationImpaired", MessageKeys.RETAINED_REQUEST);
        };
    }

    private static Ground claims(String dpv, String messageKey) {
        return new Ground("GDPR-17-3-e", dpv, messageKey);
    }
}
