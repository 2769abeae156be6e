package org.dsrhub.identity.signature;

import eu.europa.esig.dss.asic.xades.validation.ASiCContainerWithXAdESValidator;
import eu.europa.esig.dss.cades.validation.CMSDocumentValidator;
import eu.europa.esig.dss.enumerations.ValidationLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.AbstractPdfObjFactory;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxDefaultObjectFactory;
import eu.europa.esig.dss.spi.policy.SignaturePolicyProvider;
import eu.europa.esig.dss.spi.signature.AdvancedSignature;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.identity.SignatureReport.Verdict;
import org.dsrhub.identity.Signatures;

/** EU DSS between limits in front and the hub's own judgement behind. Thread-safe; works on one document at a time. */
final class DssSignatures implements Signatures {
    private static final int LARGEST_CMS = 512 * 1024;
    private static final int MOST_SIGNATURES = 10;

    private final SignatureProperties limits;
    private final NationalIds nationalIds;
    private final InstantSource clock;
    private final TrustFolder trust;
    private final TimeLimit time;
    private volatile ValidationPolicy rules;

    DssSignatures(SignatureProperties limits, NationalIds nationalIds, InstantSource clock) {
        this.limits = limits;
        this.nationalIds = nationalIds;
        this.clock = clock;
        this.trust = new TrustFolder(limits.trustFolder(), clock);
        this.time = new TimeLimit(limits.timeLimit(), 1);
    }

    @Override
    public boolean knows(byte[] document) {
        return ContainerGate.knows(document) || PdfGate.knows(document);
    }

    @Override
    public SignatureReport check(byte[] document) {
        if (!knows(document)) {
            return SignatureReport.refused(Verdict.INVALID, "format");
        }
        boolean pdf = PdfGate.knows(document);
        return limited(pdf ? "pdf" : "container", document.length, () -> {
            if (pdf) {
                new PdfGate(limits).check(document);
                PDFDocumentValidator validator = new PDFDocumentValidator(new InMemoryDocument(document));
                validator.setPdfObjFactory(pdfs());
                return validate(validator);
            }
            new ContainerGate(limits).check(document);
            return validate(new ASiCContainerWithXAdESValidator(new InMemoryDocument(document)));
        });
    }

    @Override
    public SignatureReport check(byte[] signature, byte[] content) {
        if (signature.length > LARGEST_CMS && content != null) {
            return SignatureReport.refused(Verdict.INVALID, "too-large");
        }
        return limited("cms", signature.length + (content == null ? 0 : content.length), () -> {
            SignedDocumentValidator validator = new CMSDocumentValidator(new InMemoryDocument(signature));
            if (content != null) {
                validator.setDetachedContents(List.of(new InMemoryDocument(content)));
            }
            return validate(validator);
        });
    }

    private SignatureReport limited(String kind, int size, Supplier<SignatureReport> work) {
        if (size > limits.size().toBytes()) {
            return SignatureReport.refused(Verdict.INVALID, "too-large");
        }
        prepare();
        try {
            return time.run(kind, work);
        } catch (Refused e) {
            boolean ours = e.getMessage().equals("busy");
            return SignatureReport.refused(ours ? Verdict.INDETERMINATE : Verdict.INVALID, e.getMessage());
        }
    }

    private SignatureReport validate(SignedDocumentValidator validator) {
        validator.setCertificateVerifier(offline(trust.now()));
        // The default one fetches the policy that a signature names.
        validator.setSignaturePolicyProvider(new SignaturePolicyProvider());
        validator.setValidationTime(Date.from(clock.instant()));
        validator.setValidationLevel(ValidationLevel.LONG_TERM_DATA);
        validator.setEnableEtsiValidationReport(false);
        List<AdvancedSignature> signatures = validator.getSignatures();
        if (signatures.isEmpty()) {
            throw new Refused("no-signature");
        }
        if (signatures.size() > MOST_SIGNATURES) {
            throw new Refused("too-many-signatures");
        }
        Reports reports = validator.validateDocument(rules);
        List<DSSDocument> signed = validator.getOriginalDocuments(signatures.get(0));
        return Judgement.of(reports, nationalIds, new SignedText(limits).of(signed));
    }

    /** No source of OCSP, revocation lists or issuers but what is at hand. */
    private static CommonCertificateVerifier offline(TrustFolder.Trust trust) {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setAIASource(null);
        verifier.setOcspSource(null);
        verifier.setCrlSource(trust.revocations());
        verifier.setTrustedCertSources(trust.anchors().toArray(new CertificateSource[0]));
        verifier.setCheckRevocationForUntrustedChains(false);
        return verifier;
    }

    /** Pictures of pages are dear and say no more than the comparison of objects. */
    private static AbstractPdfObjFactory pdfs() {
        DefaultPdfDifferencesFinder differences = new DefaultPdfDifferencesFinder();
        differences.setMaximalPagesAmountForVisualComparison(0);
        AbstractPdfObjFactory factory = new PdfBoxDefaultObjectFactory();
        factory.setPdfDifferencesFinder(differences);
        return factory;
    }

    TrustFolder trust() {
        return trust;
    }

    /** Loading the rules, or lists that have changed, takes longer than the time of one document. */
    private void prepare() {
        trust.load();
        if (rules == null) {
            rules = Rules.load();
        }
    }
}
