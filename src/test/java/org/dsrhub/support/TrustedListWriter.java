package org.dsrhub.support;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;
import eu.europa.esig.dss.xades.tsl.TrustedListV6SignatureParametersBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.dsrhub.support.SigningAuthority.Owner;

/** A trusted list of the tests' own (ETSI TS 119 612), as a country's supervisor signs it. */
public final class TrustedListWriter {
    private static final String ETSI = "http://uri.etsi.org/";
    private static final String TYPE = ETSI + "TrstSvc/Svctype/";
    private static final String STATUS = ETSI + "TrstSvc/TrustedList/Svcstatus/";

    private final StringBuilder services = new StringBuilder();
    private Instant nextUpdate = Instant.now().plus(90, ChronoUnit.DAYS);
    private int sequence = 7;

    /** What a service was from a day on. */
    public record Status(boolean granted, Instant since) {
        String uri() {
            return STATUS + (granted ? "granted" : "withdrawn");
        }
    }

    /** @param statuses the newest first */
    public TrustedListWriter issuer(X509Certificate certificate, Status... statuses) {
        return service("CA/QC", certificate, statuses);
    }

    public TrustedListWriter timeStamps(X509Certificate certificate, Status... statuses) {
        return service("TSA/QTST", certificate, statuses);
    }

    public TrustedListWriter nextUpdate(Instant day) {
        nextUpdate = day;
        return this;
    }

    public TrustedListWriter sequence(int number) {
        sequence = number;
        return this;
    }

    private TrustedListWriter service(String type, X509Certificate certificate, Status... statuses) {
        services.append("<TSPService><ServiceInformation>")
                .append(information(type, certificate, statuses[0]))
                .append("</ServiceInformation>");
        List<Status> before = List.of(statuses).subList(1, statuses.length);
        if (!before.isEmpty()) {
            services.append("<ServiceHistory>");
            before.forEach(status -> services.append("<ServiceHistoryInstance>")
                    .append(information(type, certificate, status))
                    .append("</ServiceHistoryInstance>"));
            services.append("</ServiceHistory>");
        }
        services.append("</TSPService>");
        return this;
    }

    private static String information(String type, X509Certificate certificate, Status status) {
        try {
            return "<ServiceTypeIdentifier>" + TYPE + type + "</ServiceTypeIdentifier>"
                    + names("ServiceName", "Test service")
                    + "<ServiceDigitalIdentity><DigitalId><X509Certificate>"
                    + Base64.getEncoder().encodeToString(certificate.getEncoded())
                    + "</X509Certificate></DigitalId></ServiceDigitalIdentity>"
                    + "<ServiceStatus>" + status.uri() + "</ServiceStatus>"
                    + "<StatusStartingTime>" + status.since().truncatedTo(ChronoUnit.SECONDS)
                    + "</StatusStartingTime>"
                    + (type.equals("CA/QC")
                            ? "<ServiceInformationExtensions><Extension Critical=\"true\"><AdditionalServiceInformation>"
                                    + "<URI xml:lang=\"en\">" + ETSI
                                    + "TrstSvc/TrustedList/SvcInfoExt/ForeSignatures</URI>"
                                    + "</AdditionalServiceInformation></Extension></ServiceInformationExtensions>"
                            : "");
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String names(String element, String value) {
        return "<" + element + "><Name xml:lang=\"en\">" + value + "</Name></" + element + ">";
    }

    private static String uris(String element, String value) {
        return "<" + element + "><URI xml:lang=\"en\">" + value + "</URI></" + element + ">";
    }

    private static String address(String element) {
        return "<" + element
                + "><PostalAddresses><PostalAddress xml:lang=\"en\"><StreetAddress>Street 1</StreetAddress>"
                + "<Locality>Town</Locality><CountryName>EE</CountryName></PostalAddress></PostalAddresses>"
                + "<ElectronicAddress><URI xml:lang=\"en\">mailto:list@authority.example</URI></ElectronicAddress></"
                + element + ">";
    }

    public byte[] unsigned() {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                        + "<TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\" Id=\"list\""
                        + " TSLTag=\"http://uri.etsi.org/19612/TSLTag\"><SchemeInformation>"
                        + "<TSLVersionIdentifier>6</TSLVersionIdentifier>"
                        + "<TSLSequenceNumber>" + sequence + "</TSLSequenceNumber>"
                        + "<TSLType>" + ETSI + "TrstSvc/TrustedList/TSLType/EUgeneric</TSLType>"
                        + names("SchemeOperatorName", "Test supervisor") + address("SchemeOperatorAddress")
                        + names("SchemeName", "EE:Test list") + uris("SchemeInformationURI", "http://list.example/")
                        + "<StatusDeterminationApproach>" + ETSI
                        + "TrstSvc/TrustedList/StatusDetn/EUappropriate</StatusDeterminationApproach>"
                        + uris("SchemeTypeCommunityRules", ETSI + "TrstSvc/TrustedList/schemerules/EUcommon")
                        + "<SchemeTerritory>EE</SchemeTerritory>"
                        + "<PolicyOrLegalNotice><TSLLegalNotice xml:lang=\"en\">Of tests</TSLLegalNotice>"
                        + "</PolicyOrLegalNotice><HistoricalInformationPeriod>65535</HistoricalInformationPeriod>"
                        + "<ListIssueDateTime>" + now + "</ListIssueDateTime><NextUpdate>"
                        + (nextUpdate == null
                                ? ""
                                : "<dateTime>" + nextUpdate.truncatedTo(ChronoUnit.SECONDS) + "</dateTime>")
                        + "</NextUpdate></SchemeInformation><TrustServiceProviderList><TrustServiceProvider>"
                        + "<TSPInformation>" + names("TSPName", "Test provider")
                        + names("TSPTradeName", "VATEE-100000000") + address("TSPAddress")
                        + uris("TSPInformationURI", "http://provider.example/") + "</TSPInformation><TSPServices>"
                        + services + "</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
                        + "</TrustServiceStatusList>")
                .getBytes(StandardCharsets.UTF_8);
    }

    public byte[] signed(Owner signer) {
        try {
            DSSDocument list = new InMemoryDocument(unsigned());
            XAdESSignatureParameters parameters = new TrustedListV6SignatureParametersBuilder(
                            new CertificateToken(signer.certificate()), list)
                    .setDigestAlgorithm(DigestAlgorithm.SHA256)
                    .build();
            XAdESService service = new XAdESService(new CommonCertificateVerifier());
            ToBeSigned toSign = service.getDataToSign(list, parameters);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer.key());
            signature.update(toSign.getBytes());
            ByteArrayOutputStream signed = new ByteArrayOutputStream();
            service.signDocument(
                            list, parameters, new SignatureValue(SignatureAlgorithm.ECDSA_SHA256, signature.sign()))
                    .writeTo(signed);
            return signed.toByteArray();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
