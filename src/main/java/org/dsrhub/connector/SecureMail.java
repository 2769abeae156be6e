package org.dsrhub.connector;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.mail.smime.SMIMEEnveloped;
import org.bouncycastle.mail.smime.SMIMEEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMEException;
import org.bouncycastle.mail.smime.SMIMESigned;
import org.bouncycastle.mail.smime.SMIMESignedGenerator;
import org.bouncycastle.mail.smime.SMIMEUtil;
import org.bouncycastle.operator.OperatorCreationException;

/** S/MIME between two parties that know each other's certificate; no authority vouches for anybody here. */
final class SecureMail {
    private final PrivateKey key;
    private final X509Certificate own;
    private final X509Certificate other;

    private SecureMail(PrivateKey key, X509Certificate own, X509Certificate other) {
        this.key = key;
        this.own = own;
        this.other = other;
    }

    /** Not for us, not from them, or changed on the way. */
    static final class Untrusted extends Exception {
        Untrusted(String message) {
            super(message, null, false, false);
        }
    }

    static SecureMail of(Path keyStore, char[] password, Path certificate)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, password);
        }
        for (String alias : java.util.Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                try (InputStream in = Files.newInputStream(certificate)) {
                    return new SecureMail(
                            (PrivateKey) store.getKey(alias, password),
                            (X509Certificate) store.getCertificate(alias),
                            (X509Certificate)
                                    CertificateFactory.getInstance("X.509").generateCertificate(in));
                }
            }
        }
        throw new java.security.KeyStoreException("no key in the store");
    }

    /** Signed with our key, then encrypted to the other's. */
    MimeBodyPart seal(MimeBodyPart content) throws GeneralSecurityException, MessagingException {
        try {
            SMIMESignedGenerator signer = new SMIMESignedGenerator();
            signer.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withRSA", key, own));
            signer.addCertificates(new JcaCertStore(List.of(own)));
            MimeBodyPart signed = new MimeBodyPart();
            MimeMultipart parts = signer.generate(content);
            signed.setContent(parts, parts.getContentType());
            SMIMEEnvelopedGenerator envelope = new SMIMEEnvelopedGenerator();
            envelope.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(other));
            return envelope.generate(signed, new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build());
        } catch (SMIMEException | CMSException | OperatorCreationException e) {
            throw new GeneralSecurityException("cannot sign or encrypt", e);
        }
    }

    /** What was signed by the other's key and encrypted to ours. */
    MimeBodyPart open(MimeMessage message) throws Untrusted, MessagingException, IOException {
        Part inner = decrypted(message);
        try {
            SMIMESigned signed = inner.isMimeType("multipart/signed")
                    ? new SMIMESigned((MimeMultipart) inner.getContent())
                    : new SMIMESigned(inner);
            var signers = signed.getSignerInfos().getSigners();
            if (signers.size() != 1) {
                throw new Untrusted("it has not exactly one signature");
            }
            for (SignerInformation signer : signers) {
                if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(other))) {
                    throw new Untrusted("its signature is not of the pinned certificate");
                }
            }
            return signed.getContent();
        } catch (CMSException | SMIMEException | OperatorCreationException | ClassCastException e) {
            throw new Untrusted("it is not signed with the key of the pinned certificate");
        }
    }

    private MimeBodyPart decrypted(MimeMessage message) throws Untrusted, MessagingException {
        try {
            RecipientInformation recipient =
                    new SMIMEEnveloped(message).getRecipientInfos().get(new JceKeyTransRecipientId(own));
            if (recipient == null) {
                throw new Untrusted("it is encrypted to somebody else");
            }
            return SMIMEUtil.toMimeBodyPart(recipient.getContent(new JceKeyTransEnvelopedRecipient(key)));
        } catch (CMSException | SMIMEException | ClassCastException e) {
            throw new Untrusted("it is not encrypted to the hub");
        }
    }

    /** The first attached file whose name ends so, null where there is none. */
    static Part attachment(Part part, String ending, int depth) throws MessagingException, IOException {
        if (part.getFileName() != null
                && part.getFileName().toLowerCase(java.util.Locale.ROOT).endsWith(ending)) {
            return part;
        }
        if (depth > 0 && part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount() && i < 100; i++) {
                BodyPart one = parts.getBodyPart(i);
                Part found = attachment(one, ending, depth - 1);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
