package org.dsrhub.identity.signature;

import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom the operator trusts: a folder of certificates and revocation lists, read again whenever it changes. */
final class TrustFolder {
    private static final Logger LOG = LoggerFactory.getLogger(TrustFolder.class);

    private final Path folder;
    private final InstantSource clock;
    private Map<Path, Object> seen;
    private List<CertificateToken> anchors = List.of();
    private List<Crl> lists = List.of();

    /** @param folder null where nobody is trusted */
    TrustFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    private record Crl(byte[] encoded, Instant outdated) {}

    /** @param revocations of lists that are not outdated: an old one would call a certificate good that was revoked since */
    record Trust(CommonTrustedCertificateSource anchors, ExternalResourcesCRLSource revocations) {}

    synchronized Trust now() {
        refresh();
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        anchors.forEach(trusted::addCertificate);
        Instant now = clock.instant();
        InMemoryDocument[] current = lists.stream()
                .filter(list -> list.outdated() == null || list.outdated().isAfter(now))
                .map(list -> new InMemoryDocument(list.encoded()))
                .toArray(InMemoryDocument[]::new);
        return new Trust(trusted, new ExternalResourcesCRLSource(current));
    }

    private void refresh() {
        Map<Path, Object> files = files();
        if (files.equals(seen)) {
            return;
        }
        List<CertificateToken> certificates = new ArrayList<>();
        List<Crl> crls = new ArrayList<>();
        for (Path file : files.keySet()) {
            try {
                read(file, certificates, crls);
            } catch (IOException | CertificateException | CRLException | RuntimeException e) {
                LOG.warn("{} of the trusted authorities cannot be read and counts for nothing", file.getFileName());
            }
        }
        anchors = List.copyOf(certificates);
        lists = List.copyOf(crls);
        seen = files;
        LOG.info("{} certificates are trusted for signatures, with {} revocation lists", anchors.size(), lists.size());
    }

    private static void read(Path file, List<CertificateToken> certificates, List<Crl> crls)
            throws IOException, CertificateException, CRLException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        byte[] content = Files.readAllBytes(file);
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".crl")) {
            X509CRL crl = (X509CRL) factory.generateCRL(new ByteArrayInputStream(content));
            crls.add(new Crl(
                    crl.getEncoded(),
                    crl.getNextUpdate() == null ? null : crl.getNextUpdate().toInstant()));
            return;
        }
        for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(content))) {
            certificates.add(new CertificateToken((X509Certificate) certificate));
        }
    }

    private Map<Path, Object> files() {
        Map<Path, Object> files = new HashMap<>();
        if (folder == null || !Files.isDirectory(folder)) {
            return files;
        }
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.filter(TrustFolder::named).toList()) {
                files.put(file, List.of(Files.getLastModifiedTime(file), Files.size(file)));
            }
        } catch (IOException e) {
            LOG.warn("The folder of trusted authorities cannot be read; what was read before stays");
            return seen == null ? files : seen;
        }
        return files;
    }

    private static boolean named(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(crt|cer|der|pem|crl)");
    }
}
