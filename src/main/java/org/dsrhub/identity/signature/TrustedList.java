package org.dsrhub.identity.signature;

import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.tsl.ParsingInfoRecord;
import eu.europa.esig.dss.model.tsl.TLInfo;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.tsl.TrustedListsCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.tsl.function.GrantedTrustAnchorPeriodPredicate;
import eu.europa.esig.dss.tsl.job.TLValidationJob;
import eu.europa.esig.dss.tsl.source.TLSource;
import eu.europa.esig.dss.tsl.sync.ExpirationAndSignatureCheckStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A country's trusted list (ETSI TS 119 612): who issues qualified certificates and time stamps there, and in which time.
 *
 * @param territory ISO 3166 code as the list says it
 * @param sequence counts up with each issue
 * @param nextUpdate when it is outdated; null for one that says so of itself by naming no day
 * @param anchors of services that are or were granted, each for that time only
 */
record TrustedList(String territory, int sequence, Instant nextUpdate, TrustedListsCertificateSource anchors) {
    /** Bytes; the largest of the EU has about 10 MB. */
    static final int LARGEST = 32 * 1024 * 1024;

    private static final String SERVICES = "http://uri.etsi.org/TrstSvc/Svctype/";
    /** Issuers of qualified certificates, qualified time stamps, and who says what is revoked. */
    private static final Set<String> WANTED = Set.of(
            SERVICES + "CA/QC", SERVICES + "TSA/QTST", SERVICES + "Certstatus/OCSP/QC", SERVICES + "Certstatus/CRL/QC");

    private static final Set<String> TRANSFORMS = Set.of(
            "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
            "http://www.w3.org/2001/10/xml-exc-c14n#",
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments");

    /**
     * @param signers one of whom must have signed the list
     * @throws Refused a code that says why nothing in it counts
     */
    static TrustedList read(byte[] xml, Collection<CertificateToken> signers) {
        checkWhole(xml);
        TrustedListsCertificateSource anchors = new TrustedListsCertificateSource();
        TLInfo info = load(xml, signers, anchors);
        if (!info.getValidationCacheInfo().isValid()) {
            throw new Refused("list-signature");
        }
        ParsingInfoRecord content = info.getParsingCacheInfo();
        if (!content.isResultExist() || content.getTerritory() == null || content.getSequenceNumber() == null) {
            throw new Refused("list-broken");
        }
        if (anchors.getNumberOfCertificates() == 0) {
            throw new Refused("list-without-services");
        }
        Date next = content.getNextUpdateDate();
        return new TrustedList(
                content.getTerritory(), content.getSequenceNumber(), next == null ? null : next.toInstant(), anchors);
    }

    boolean outdated(Instant now) {
        return nextUpdate == null || !nextUpdate.isAfter(now);
    }

    /** Age is for the caller to judge, by its clock and each time anew. */
    private static TLInfo load(
            byte[] xml, Collection<CertificateToken> signers, TrustedListsCertificateSource anchors) {
        TLSource source = new TLSource();
        source.setUrl("list");
        CommonCertificateSource known = new CommonCertificateSource();
        signers.forEach(known::addCertificate);
        source.setCertificateSource(known);
        source.setTrustServicePredicate(
                service -> WANTED.contains(service.getServiceInformation().getServiceTypeIdentifier()));
        source.setTrustAnchorValidityPredicate(new GrantedTrustAnchorPeriodPredicate());
        ExpirationAndSignatureCheckStrategy signed = new ExpirationAndSignatureCheckStrategy();
        signed.setAcceptExpiredTrustedList(true);
        TLValidationJob job = new TLValidationJob();
        job.setTrustedListSources(source);
        job.setTrustedListCertificateSource(anchors);
        job.setSynchronizationStrategy(signed);
        job.setOfflineDataLoader(url -> new InMemoryDocument(xml));
        ExecutorService worker = Executors.newSingleThreadExecutor();
        job.setExecutorService(worker);
        try {
            job.offlineRefresh();
            return job.getSummary().getOtherTLInfos().get(0);
        } finally {
            worker.shutdown();
        }
    }

    /** What is read has to be what is signed: one signature, over the whole document. */
    private static void checkWhole(byte[] xml) {
        Element root = parse(xml).getDocumentElement();
        if (!root.getLocalName().equals("TrustServiceStatusList")) {
            throw new Refused("list-broken");
        }
        List<Element> signatures = children(root, "Signature").toList();
        if (signatures.size() != 1
                || root.getElementsByTagNameNS("*", "Signature").getLength() != 1) {
            throw new Refused("list-signature");
        }
        String id = root.getAttribute("Id");
        boolean whole = children(signatures.get(0), "SignedInfo")
                .flatMap(info -> children(info, "Reference"))
                .filter(reference -> reference.hasAttribute("URI"))
                .anyMatch(reference -> Set.of("", "#" + id).contains(reference.getAttribute("URI"))
                        && children(reference, "Transforms")
                                .flatMap(transforms -> children(transforms, "Transform"))
                                .allMatch(transform -> TRANSFORMS.contains(transform.getAttribute("Algorithm"))));
        if (!whole) {
            throw new Refused("list-signature");
        }
    }

    private static Document parse(byte[] xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (SAXException | IOException e) {
            throw new Refused("list-broken");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        Stream.Builder<Element> found = Stream.builder();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found.build();
    }
}
