package org.dsrhub.support;

import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.signature.AbstractSignatureParameters;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** An authority of the tests' own: certificates of people and companies, a time-stamping service, revocation lists. */
public final class SigningAuthority {
    private static final String ALGORITHM = "SHA256withECDSA";

    private final KeyPair key;
    private final X509Certificate certificate;
    private final Owner stamper;
    private final String elsewhere;
    private final Map<BigInteger, Instant> revoked = new LinkedHashMap<>();
    private long serial = 100;

    /** @param elsewhere address that the certificates name for OCSP, issuers and revocation lists */
    public SigningAuthority(String elsewhere) {
        this.elsewhere = elsewhere;
        try {
            key = keys();
            X500Name name = new X500Name("CN=Test authority of the hub,C=EE");
            certificate = issue(name, key, true, Instant.now().minus(Duration.ofDays(2000)), null);
            KeyPair own = keys();
            stamper = new Owner(
                    issue(
                            new X500Name("CN=Test time stamps,C=EE"),
                            own,
                            false,
                            Instant.now().minus(Duration.ofDays(1000)),
                            new Profile().stamping()),
                    own.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate with its key. */
    public record Owner(X509Certificate certificate, PrivateKey key) {}

    /** What a certificate says; as it stands, that of a natural person's qualified signature. */
    public static final class Profile {
        private String serialNumber = "PNOEE-60001019906";
        private String organisation;
        private boolean qualified = true;
        private boolean seal;
        private boolean stamping;
        private int usage = KeyUsage.nonRepudiation;
        private Instant from = Instant.now().minus(Duration.ofDays(30));
        private Instant to = Instant.now().plus(Duration.ofDays(300));

        public Profile serialNumber(String value) {
            serialNumber = value;
            return this;
        }

        public Profile unqualified() {
            qualified = false;
            return this;
        }

        public Profile seal(String organisationIdentifier) {
            seal = true;
            organisation = organisationIdentifier;
            serialNumber = "12345678";
            return this;
        }

        public Profile usage(int bits) {
            usage = bits;
            return this;
        }

        public Profile valid(Instant since, Instant until) {
            from = since;
            to = until;
            return this;
        }

        private Profile stamping() {
            stamping = true;
            serialNumber = null;
            qualified = false;
            usage = KeyUsage.digitalSignature;
            return this;
        }
    }

    public Owner issue(Profile profile) {
        try {
            KeyPair own = keys();
            X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.C, "EE");
            if (profile.organisation == null) {
                name.addRDN(BCStyle.CN, "VÄLJAOTS,ÕNNELA")
                        .addRDN(BCStyle.SURNAME, "VÄLJAOTS")
                        .addRDN(BCStyle.GIVENNAME, "ÕNNELA");
            } else {
                name.addRDN(BCStyle.CN, "Test Company AS")
                        .addRDN(BCStyle.O, "Test Company AS")
                        .addRDN(BCStyle.ORGANIZATION_IDENTIFIER, profile.organisation);
            }
            if (profile.serialNumber != null) {
                name.addRDN(BCStyle.SERIALNUMBER, profile.serialNumber);
            }
            return new Owner(issue(name.build(), own, false, profile.from, profile), own.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** Of its time-stamping service. */
    public X509Certificate stamps() {
        return stamper.certificate();
    }

    public void revoke(Owner owner) {
        revoked.put(owner.certificate().getSerialNumber(), Instant.now().minus(Duration.ofHours(1)));
    }

    /** Writes certificate and revocation list as an operator would lay them down. */
    public void trustIn(Path folder) throws IOException {
        trustIn(folder, Instant.now().plus(Duration.ofDays(1)));
    }

    public void trustIn(Path folder, Instant nextList) throws IOException {
        Files.createDirectories(folder);
        try {
            Files.write(folder.resolve("authority.crt"), certificate.getEncoded());
            Files.write(folder.resolve("authority.crl"), list(nextList));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param level {@code B}, {@code T} or {@code LT} */
    public byte[] container(String level, Map<String, String> files, Owner... signers) {
        List<DSSDocument> documents = new ArrayList<>();
        files.forEach((name, text) -> documents.add(new InMemoryDocument(text.getBytes(StandardCharsets.UTF_8), name)));
        ASiCWithXAdESService service = new ASiCWithXAdESService(verifier());
        service.setTspSource(this::stamp);
        for (Owner signer : signers) {
            ASiCWithXAdESSignatureParameters parameters = new ASiCWithXAdESSignatureParameters();
            parameters.aSiC().setContainerType(ASiCContainerType.ASiC_E);
            parameters.setSignatureLevel(SignatureLevel.valueByName("XAdES-BASELINE-" + level));
            prepare(parameters, signer);
            ToBeSigned toSign = service.getDataToSign(documents, parameters);
            DSSDocument signed = service.signDocument(documents, parameters, sign(toSign, signer));
            documents.clear();
            documents.add(signed);
        }
        return bytes(documents.get(0));
    }

    public byte[] pdf(String level, byte[] pdf, Owner signer) {
        PAdESService service = new PAdESService(verifier());
        service.setTspSource(this::stamp);
        PAdESSignatureParameters parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(SignatureLevel.valueByName("PAdES-BASELINE-" + level));
        prepare(parameters, signer);
        DSSDocument document = new InMemoryDocument(pdf, "letter.pdf");
        ToBeSigned toSign = service.getDataToSign(document, parameters);
        return bytes(service.signDocument(document, parameters, sign(toSign, signer)));
    }

    /** CMS as mail programs make it. @param within whether the content lies in it */
    public byte[] cms(byte[] content, boolean within, Owner signer) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build(ALGORITHM, signer.key(), signer.certificate()));
            generator.addCertificates(new JcaCertStore(List.of(signer.certificate())));
            return generator
                    .generate(new CMSProcessableByteArray(content), within)
                    .getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void prepare(AbstractSignatureParameters<?> parameters, Owner signer) {
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        parameters.setSigningCertificate(new CertificateToken(signer.certificate()));
        parameters.setCertificateChain(new CertificateToken(signer.certificate()), new CertificateToken(certificate));
        parameters.bLevel().setSigningDate(new Date(System.currentTimeMillis() - 2000));
    }

    private static SignatureValue sign(ToBeSigned toSign, Owner signer) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(signer.key());
            signature.update(toSign.getBytes());
            return new SignatureValue(SignatureAlgorithm.ECDSA_SHA256, signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private CommonCertificateVerifier verifier() {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setAIASource(null);
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(new CertificateToken(certificate));
        verifier.setTrustedCertSources(trusted);
        verifier.setCrlSource(new ExternalResourcesCRLSource(
                new InMemoryDocument(list(Instant.now().plus(Duration.ofDays(1))))));
        verifier.setAlertOnExpiredCertificate(null);
        verifier.setAlertOnRevokedCertificate(null);
        return verifier;
    }

    private TimestampBinary stamp(DigestAlgorithm algorithm, byte[] digest) {
        try {
            TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build(ALGORITHM, stamper.key(), stamper.certificate()),
                    new JcaDigestCalculatorProviderBuilder()
                            .build()
                            .get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                                    new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.1"))),
                    new ASN1ObjectIdentifier("1.2.3.4.5"));
            tokens.addCertificates(new JcaCertStore(List.of(stamper.certificate())));
            TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
            requests.setCertReq(true);
            var response = new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                    .generate(
                            requests.generate(new ASN1ObjectIdentifier(algorithm.getOid()), digest),
                            BigInteger.valueOf(System.nanoTime()),
                            new Date());
            return new TimestampBinary(response.getTimeStampToken().getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] list(Instant next) {
        try {
            JcaX509v2CRLBuilder builder =
                    new JcaX509v2CRLBuilder(certificate, Date.from(Instant.now().minusSeconds(1)));
            builder.setNextUpdate(Date.from(next));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
            revoked.forEach((number, when) -> builder.addCRLEntry(number, Date.from(when), CRLReason.keyCompromise));
            return builder.build(new JcaContentSignerBuilder(ALGORITHM).build(key.getPrivate()))
                    .getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate issue(X500Name subject, KeyPair owner, boolean authority, Instant from, Profile profile)
            throws GeneralSecurityException {
        try {
            X500Name issuer = authority
                    ? subject
                    : new X500Name(certificate.getSubjectX500Principal().getName());
            JcaX509v3CertificateBuilder builder = authority
                    ? new JcaX509v3CertificateBuilder(
                            subject,
                            BigInteger.ONE,
                            Date.from(from),
                            Date.from(Instant.now().plus(Duration.ofDays(3000))),
                            subject,
                            owner.getPublic())
                    : new JcaX509v3CertificateBuilder(
                            certificate.getSubjectX500Principal(),
                            BigInteger.valueOf(serial++),
                            Date.from(from),
                            Date.from(profile.to),
                            new javax.security.auth.x500.X500Principal(subject.getEncoded()),
                            owner.getPublic());
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(owner.getPublic()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : profile.usage));
            if (!authority) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(certificate));
                elsewhere(builder);
                if (profile.stamping) {
                    builder.addExtension(
                            Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
                }
                if (profile.qualified) {
                    builder.addExtension(Extension.qCStatements, false, statements(profile.seal));
                }
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(ALGORITHM).build(key.getPrivate())));
        } catch (IOException | org.bouncycastle.operator.OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private void elsewhere(JcaX509v3CertificateBuilder builder) throws IOException {
        if (elsewhere == null) {
            return;
        }
        GeneralName address = new GeneralName(GeneralName.uniformResourceIdentifier, elsewhere);
        builder.addExtension(
                Extension.authorityInfoAccess, false, new AuthorityInformationAccess(new AccessDescription[] {
                    new AccessDescription(AccessDescription.id_ad_ocsp, address),
                    new AccessDescription(AccessDescription.id_ad_caIssuers, address)
                }));
        builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(new DistributionPointName(new GeneralNames(address)), null, null)
        }));
    }

    /** ETSI EN 319 412-5. */
    private static DERSequence statements(boolean seal) {
        ASN1EncodableVector statements = new ASN1EncodableVector();
        statements.add(new DERSequence(new ASN1ObjectIdentifier("0.4.0.1862.1.1")));
        statements.add(new DERSequence(new ASN1ObjectIdentifier("0.4.0.1862.1.4")));
        ASN1EncodableVector type = new ASN1EncodableVector();
        type.add(new ASN1ObjectIdentifier("0.4.0.1862.1.6"));
        type.add(new DERSequence(new ASN1ObjectIdentifier("0.4.0.1862.1.6." + (seal ? 2 : 1))));
        statements.add(new DERSequence(type));
        return new DERSequence(statements);
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] bytes(DSSDocument document) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.writeTo(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
