package org.dsrhub.identity.signature;

import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.policy.SignaturePolicyProvider;
import eu.europa.esig.dss.spi.signature.AdvancedSignature;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.tsp.TimestampToken;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.SignatureReport;

/**
 * Checks every file of the corpus twice and prints what came of it: with nobody trusted, and on the day it was signed with
 * every authority trusted that it names (a signer only where no issuer lies in it).
 */
final class SignedCorpus {
    private SignedCorpus() {}

    public static void main(String[] arguments) throws IOException {
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                System.out.println("connection");
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
        Path corpus = Path.of(arguments[0]);
        Path folder = Path.of(arguments[1]);
        List<Path> files = new ArrayList<>();
        for (String kind : List.of("valid-containers", "invalid-containers")) {
            try (Stream<Path> found = Files.list(corpus.resolve(kind))) {
                found.sorted().forEach(files::add);
            }
        }
        DssSignatures strangers = signatures(null, InstantSource.system());
        // The first of each kind loads the classes.
        for (String first : List.of("valid-asice.asice", "valid-pades-esteid2018.pdf")) {
            strangers.check(
                    Files.readAllBytes(corpus.resolve("valid-containers").resolve(first)));
        }
        System.gc();
        System.out.println("base "
                + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024 / 1024 + " MB");
        for (Path file : files) {
            print("strangers", corpus, file, strangers);
        }
        Path large = Files.write(
                Files.createDirectories(folder).resolve("large.asice"),
                enlarged(corpus.resolve("valid-containers/valid-asice.asice")));
        print("large", folder, large, strangers);
        int number = 0;
        for (Path file : files) {
            Path trust = folder.resolve(String.valueOf(number++));
            Instant signed = trust(file, trust);
            InstantSource then =
                    signed == null ? InstantSource.system() : InstantSource.fixed(signed.plus(Duration.ofMinutes(30)));
            print("own", corpus, file, signatures(trust, then));
        }
    }

    private static DssSignatures signatures(Path trust, InstantSource clock) {
        return new DssSignatures(SignatureProperties.of(trust), new NationalIds(true, clock), clock);
    }

    private static void print(String trust, Path corpus, Path file, DssSignatures signatures) throws IOException {
        byte[] content = Files.readAllBytes(file);
        long before = cost();
        SignatureReport report = signatures.check(content);
        long millis = (cost() - before) / 1_000_000;
        System.out.println(String.join(
                "\t",
                trust,
                corpus.relativize(file).toString(),
                report.verdict().name(),
                String.join(",", report.reasons()) + " ",
                String.valueOf(millis)));
    }

    /** As large as the limits allow: 5.5 MB that unpack to 15. */
    private static byte[] enlarged(Path container) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(container));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            byte[] noise = new byte[5_500_000];
            new Random(1).nextBytes(noise);
            out.putNextEntry(new ZipEntry("noise"));
            out.write(noise);
            out.putNextEntry(new ZipEntry("zeros"));
            out.write(new byte[9_500_000]);
        }
        return bytes.toByteArray();
    }

    /** Processor time of the whole JVM, collecting garbage included. */
    private static long cost() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** @return when it says it was signed, null where it does not */
    private static Instant trust(Path file, Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<String, CertificateToken> trusted = new LinkedHashMap<>();
        Instant signed = null;
        try {
            SignedDocumentValidator validator =
                    SignedDocumentValidator.fromDocument(new InMemoryDocument(Files.readAllBytes(file)));
            CommonCertificateVerifier offline = new CommonCertificateVerifier();
            offline.setAIASource(null);
            validator.setCertificateVerifier(offline);
            validator.setSignaturePolicyProvider(new SignaturePolicyProvider());
            for (AdvancedSignature signature : validator.getSignatures()) {
                List<CertificateToken> certificates = new ArrayList<>(signature.getCertificates());
                for (TimestampToken stamp : signature.getAllTimestamps()) {
                    certificates.addAll(stamp.getCertificates());
                }
                if (signature.getSigningTime() != null) {
                    signed = signature.getSigningTime().toInstant();
                }
                CertificateToken signer = signature.getSigningCertificateToken();
                for (CertificateToken certificate : certificates) {
                    boolean issued = certificates.stream()
                            .anyMatch(other -> other != certificate
                                    && other.getSubject()
                                            .getPrincipal()
                                            .equals(certificate.getIssuer().getPrincipal()));
                    if (!certificate.equals(signer) || !issued) {
                        trusted.put(certificate.getDSSIdAsString(), certificate);
                    }
                }
            }
        } catch (RuntimeException e) {
            // Whatever cannot be read trusts nobody.
        }
        for (Map.Entry<String, CertificateToken> certificate : trusted.entrySet()) {
            Files.write(
                    folder.resolve(certificate.getKey() + ".crt"),
                    certificate.getValue().getEncoded());
        }
        return signed;
    }
}
