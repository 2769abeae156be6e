package org.dsrhub.identity.signature;

import eu.europa.esig.dss.diagnostic.CertificateWrapper;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignatureQualification;
import eu.europa.esig.dss.enumerations.SubIndication;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.simplereport.jaxb.XmlTimestamp;
import eu.europa.esig.dss.validation.reports.Reports;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.identity.SignatureReport.Verdict;
import org.dsrhub.request.NationalId;

/** What the hub makes of the report of DSS: one verdict over all signatures of a document. */
final class Judgement {
    /** A certificate that was not good, with nothing that proves that the signature is older. */
    private static final Set<SubIndication> NOT_GOOD = EnumSet.of(
            SubIndication.REVOKED,
            SubIndication.REVOKED_NO_POE,
            SubIndication.REVOKED_CA_NO_POE,
            SubIndication.EXPIRED,
            SubIndication.NOT_YET_VALID,
            SubIndication.OUT_OF_BOUNDS_NO_POE,
            SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
            SubIndication.SIGNED_DATA_NOT_FOUND,
            SubIndication.SIG_CONSTRAINTS_FAILURE,
            SubIndication.TIMESTAMP_ORDER_FAILURE,
            SubIndication.FORMAT_FAILURE);

    private static final String NOT_TRUSTED = "issuer-not-trusted";

    private final NationalIds nationalIds;
    private final SimpleReport report;
    private final DiagnosticData data;
    private final Set<String> broken = new TreeSet<>();
    private final Set<String> doubts = new TreeSet<>();
    private boolean known = true;
    private NationalId signer;
    private String name;
    private String level;
    private Instant signedAt;

    private Judgement(Reports reports, NationalIds nationalIds) {
        this.nationalIds = nationalIds;
        this.report = reports.getSimpleReport();
        this.data = reports.getDiagnosticData();
    }

    /** @param text of what was signed */
    static SignatureReport of(Reports reports, NationalIds nationalIds, String text) {
        return new Judgement(reports, nationalIds).judge(text);
    }

    private SignatureReport judge(String text) {
        List<SignatureWrapper> signatures = data.getSignatures();
        if (signatures.isEmpty()) {
            return SignatureReport.refused(Verdict.INVALID, "no-signature");
        }
        signatures.forEach(this::judge);
        if (!broken.isEmpty()) {
            broken.addAll(doubts);
            return new SignatureReport(Verdict.INVALID, level, signedAt, null, null, List.copyOf(broken), "");
        }
        if (!known) {
            signer = null;
            name = null;
        }
        return new SignatureReport(
                doubts.isEmpty() ? Verdict.VALID : Verdict.INDETERMINATE,
                level,
                signedAt,
                signer,
                name,
                List.copyOf(doubts),
                text);
    }

    private void judge(SignatureWrapper signature) {
        Indication indication = report.getIndication(signature.getId());
        SubIndication why = report.getSubIndication(signature.getId());
        boolean first = level == null;
        level = lower(level, signature.getSignatureFormat());
        if (indication == Indication.TOTAL_FAILED || why != null && NOT_GOOD.contains(why)) {
            broken.add(code(why));
            return;
        }
        if (signature.isCounterSignature()) {
            return;
        }
        CertificateWrapper certificate = signature.getSigningCertificate();
        boolean stamped = stamped(signature);
        if (certificate != null && !stamped && report.getValidationTime().after(certificate.getNotAfter())) {
            broken.add("certificate-expired");
            return;
        }
        if (indication != Indication.TOTAL_PASSED) {
            doubts.add(
                    certificate != null
                                    && why == SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE
                                    && !certificate.isRevocationDataAvailable()
                            ? "revocation-unknown"
                            : code(why));
        }
        if (certificate == null || !signature.isTrustedChain() || doubts.contains(NOT_TRUSTED)) {
            // By a trusted list an issuer may have been trusted at another time.
            known = false;
            doubts.add(NOT_TRUSTED);
            return;
        }
        if (stamped) {
            signedAt = later(signedAt, report.getBestSignatureTime(signature.getId()));
        } else {
            doubts.add("no-timestamp");
            signedAt = later(signedAt, signature.getClaimedSigningTime());
        }
        Signer one = Signer.of(certificate, nationalIds);
        doubts.addAll(one.reasons());
        if (certificate.isTrustedListReached()
                && report.getSignatureQualification(signature.getId()) != SignatureQualification.QESIG) {
            doubts.add("not-qualified");
        }
        if (first) {
            signer = one.id();
            name = one.name();
        } else if (signer == null
                || one.id() == null
                || nationalIds.compare(signer, one.id()) != NationalIds.Likeness.SAME) {
            known = false;
            doubts.add("several-signers");
        }
    }

    private boolean stamped(SignatureWrapper signature) {
        for (XmlTimestamp stamp : report.getSignatureTimestamps(signature.getId())) {
            if (stamp.getIndication() == Indication.PASSED) {
                return true;
            }
        }
        return false;
    }

    private static String code(SubIndication why) {
        if (why == null) {
            return "refused";
        }
        return switch (why) {
            case HASH_FAILURE -> "digest-broken";
            case SIG_CRYPTO_FAILURE -> "signature-broken";
            case REVOKED, REVOKED_NO_POE, REVOKED_CA_NO_POE -> "certificate-revoked";
            case EXPIRED, OUT_OF_BOUNDS_NO_POE, OUT_OF_BOUNDS_NOT_REVOKED -> "certificate-expired";
            case NOT_YET_VALID -> "certificate-not-yet-valid";
            case NO_CERTIFICATE_CHAIN_FOUND, NO_CERTIFICATE_CHAIN_FOUND_NO_POE, NO_SIGNING_CERTIFICATE_FOUND ->
                NOT_TRUSTED;
            case TRY_LATER, REVOCATION_OUT_OF_BOUNDS_NO_POE -> "revocation-unknown";
            case SIGNED_DATA_NOT_FOUND -> "signed-data-missing";
            case CRYPTO_CONSTRAINTS_FAILURE, CRYPTO_CONSTRAINTS_FAILURE_NO_POE -> "algorithm-too-weak";
            default -> why.name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
    }

    private static String lower(String before, SignatureLevel level) {
        String name = level == null ? "UNKNOWN" : level.toString();
        return before == null || rank(name) < rank(before) ? name : before;
    }

    private static int rank(String level) {
        for (String[] end : new String[][] {{"-LTA", "4"}, {"-LT", "3"}, {"-T", "2"}, {"-B", "1"}}) {
            if (level.endsWith(end[0])) {
                return Integer.parseInt(end[1]);
            }
        }
        return 0;
    }

    private static Instant later(Instant before, Date date) {
        Instant time = date == null ? null : date.toInstant();
        return before == null || time != null && time.isAfter(before) ? time : before;
    }
}
