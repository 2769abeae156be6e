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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the operator trusts: a folder of certificates, revocation lists and trusted lists, read again whenever it changes. Who
 * may sign trusted lists stands in its folder {@code list-signers}.
 */
final class TrustFolder {
    private static final Logger LOG = LoggerFactory.getLogger(TrustFolder.class);

    static final String SIGNERS = "list-signers";

    private final Path folder;
    private final InstantSource clock;
    private Map<Path, Object> seen;
    private List<CertificateToken> anchors = List.of();
    private List<CertificateToken> signers = List.of();
    private List<Crl> lists = List.of();
    /** By file name. */
    private Map<String, ListFile> trustedLists = Map.of();

    /** @param folder null where nobody is trusted */
    TrustFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** @param refused why it is no trusted list, null where it is one */
    private record ListFile(TrustedList list, String refused) {
        boolean counts(Instant now) {
            return list != null && !list.outdated(now);
        }

        ListState state(String file, Instant now) {
            return list == null
                    ? new ListState(file, null, null, refused)
                    : new ListState(file, list.territory(), list.nextUpdate(), counts(now) ? null : "list-outdated");
        }
    }

    private record Crl(byte[] encoded, Instant outdated) {}

    /**
     * @param anchors the operator's own, and those of each trusted list that is not outdated
     * @param revocations of lists that are not outdated: an old one would call a certificate good that was revoked since
     */
    record Trust(List<CommonTrustedCertificateSource> anchors, ExternalResourcesCRLSource revocations) {}

    /** @param problem null where the list counts, else a code */
    record ListState(String file, String territory, Instant nextUpdate, String problem) {}

    /** Reads what has changed, which takes its time where lists are new. */
    synchronized void load() {
        refresh();
    }

    synchronized Trust now() {
        refresh();
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        anchors.forEach(trusted::addCertificate);
        Instant now = clock.instant();
        InMemoryDocument[] current = lists.stream()
                .filter(list -> list.outdated() == null || list.outdated().isAfter(now))
                .map(list -> new InMemoryDocument(list.encoded()))
                .toArray(InMemoryDocument[]::new);
        List<CommonTrustedCertificateSource> sources = new ArrayList<>();
        sources.add(trusted);
        trustedLists.values().stream()
                .filter(file -> file.counts(now))
                .forEach(file -> sources.add(file.list().anchors()));
        return new Trust(sources, new ExternalResourcesCRLSource(current));
    }

    /** What became of each trusted list. */
    synchronized List<ListState> lists() {
        refresh();
        Instant now = clock.instant();
        return trustedLists.entrySet().stream()
                .map(file -> file.getValue().state(file.getKey(), now))
                .toList();
    }

    /** Of the trusted list in that file; -1 where there is none that counts. */
    synchronized int sequence(String file) {
        refresh();
        ListFile found = trustedLists.get(file);
        return found == null || found.list() == null ? -1 : found.list().sequence();
    }

    /** Who may sign trusted lists. */
    synchronized List<CertificateToken> signers() {
        refresh();
        return signers;
    }

    private void refresh() {
        Map<Path, Object> files = files();
        if (files.equals(seen)) {
            return;
        }
        List<CertificateToken> certificates = new ArrayList<>();
        List<CertificateToken> listSigners = new ArrayList<>();
        List<Crl> crls = new ArrayList<>();
        for (Path file : files.keySet()) {
            try {
                if (!isList(file)) {
                    read(file, file.getParent().equals(folder) ? certificates : listSigners, crls);
                }
            } catch (IOException | CertificateException | CRLException | RuntimeException e) {
                LOG.warn("{} of the trusted authorities cannot be read and counts for nothing", file.getFileName());
            }
        }
        anchors = List.copyOf(certificates);
        lists = List.copyOf(crls);
        signers = List.copyOf(listSigners);
        Map<String, ListFile> read = new TreeMap<>();
        files.keySet().stream()
                .filter(TrustFolder::isList)
                .forEach(file -> read.put(file.getFileName().toString(), list(file)));
        trustedLists = read;
        read.forEach((name, list) -> {
            if (list.list() == null) {
                LOG.warn(
                        "{}: {} is no trusted list that counts; renew it, or its signer in {}",
                        list.refused(),
                        name,
                        SIGNERS);
            }
        });
        seen = files;
        LOG.info(
                "{} certificates are trusted for signatures, with {} revocation lists and {} trusted lists",
                anchors.size(),
                lists.size(),
                read.values().stream().filter(list -> list.list() != null).count());
    }

    private ListFile list(Path file) {
        try {
            return Files.size(file) > TrustedList.LARGEST
                    ? new ListFile(null, "list-too-large")
                    : new ListFile(TrustedList.read(Files.readAllBytes(file), signers), null);
        } catch (Refused e) {
            return new ListFile(null, e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.debug("The cause", e);
            return new ListFile(null, "list-broken");
        }
    }

    private static boolean isList(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".xml");
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
        try {
            add(folder, ".*\\.(crt|cer|der|pem|crl|xml)", files);
            if (Files.isDirectory(folder.resolve(SIGNERS))) {
                add(folder.resolve(SIGNERS), ".*\\.(crt|cer|der|pem)", files);
            }
        } catch (IOException e) {
            LOG.warn("The folder of trusted authorities cannot be read; what was read before stays");
            return seen == null ? files : seen;
        }
        return files;
    }

    private static void add(Path from, String names, Map<Path, Object> files) throws IOException {
        try (Stream<Path> found = Files.list(from)) {
            for (Path file : found.toList()) {
                if (file.toString().toLowerCase(Locale.ROOT).matches(names)) {
                    files.put(file, List.of(Files.getLastModifiedTime(file), Files.size(file)));
                }
            }
        }
    }
}
