package org.dsrhub.simulation;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A party to TLS with a certificate that it signed itself, or an authority did, good for a day on loopback. */
public final class TlsParty {
    private static final String LOOPBACK = "127.0.0.1";

    private final KeyPair keys;
    private final X509Certificate certificate;

    public TlsParty(String name) {
        this(name, LOOPBACK, null);
    }

    /** One whose certificate this one signs. @param address the IP address that it is of */
    public TlsParty issue(String name, String address) {
        return new TlsParty(name, address, this);
    }

    private TlsParty(String name, String address, TlsParty issuer) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
            X500Principal subject = new X500Principal("CN=" + name);
            PrivateKey signing = issuer == null ? keys.getPrivate() : issuer.keys.getPrivate();
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer == null ? subject : issuer.certificate.getSubjectX500Principal(),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    subject,
                    keys.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
            certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes {@code <name>.crt} and {@code <name>.key} as PEM in place of those before. */
    public void write(Path folder, String name) throws IOException {
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", keys.getPrivate().getEncoded());
        writeCertificate(folder.resolve(name + ".crt"));
    }

    public void writeCertificate(Path file) throws IOException {
        try {
            pem(file, "CERTIFICATE", certificate.getEncoded());
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pem(Path file, String kind, byte[] content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(
                part,
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(content)
                        + "\n-----END " + kind + "-----\n");
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes TLS on a port of loopback. */
    ServerSocket listen() throws IOException {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keyManagers(), null, null);
            return tls.getServerSocketFactory().createServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    KeyManager[] keyManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", keys.getPrivate(), new char[0], new Certificate[] {certificate});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts this party and nobody else. */
    public X509ExtendedTrustManager trust() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("other", certificate);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
