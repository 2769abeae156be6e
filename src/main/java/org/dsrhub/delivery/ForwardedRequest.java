package org.dsrhub.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.mail.smime.SMIMEEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMEException;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;

/** A request as it goes to the controller that it concerns: what was asked, by whom, and which records are meant. */
record ForwardedRequest(RequestView request, NewRequest original, Collection<String> references) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** Encrypted to the certificate (S/MIME); its subject names nobody. @throws Problem {@code certificate-unusable} */
    MimeMessage mime(Session session, Mail envelope, Path certificate) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(envelope.text().body(), StandardCharsets.UTF_8.name());
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(
                new DataHandler(new ByteArrayDataSource(json().getBytes(StandardCharsets.UTF_8), "application/json")));
        file.setFileName("request.json");
        MimeBodyPart content = new MimeBodyPart();
        content.setContent(new MimeMultipart(text, file));
        MimeMessage mail = envelope.mime(session);
        MimeBodyPart sealed = sealed(content, certificate);
        mail.removeHeader("Content-Transfer-Encoding");
        mail.setContent(read(sealed), sealed.getContentType());
        mail.saveChanges();
        return mail;
    }

    private static Object read(MimeBodyPart part) throws MessagingException {
        try {
            return part.getContent();
        } catch (IOException e) {
            throw new MessagingException("the sealed part cannot be read");
        }
    }

    private static MimeBodyPart sealed(MimeBodyPart content, Path certificate) {
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate theirs =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            theirs.checkValidity();
            SMIMEEnvelopedGenerator envelope = new SMIMEEnvelopedGenerator();
            envelope.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(theirs));
            return envelope.generate(content, new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).build());
        } catch (IOException | GeneralSecurityException | SMIMEException | CMSException e) {
            throw new Problem(
                    "certificate-unusable",
                    "the certificate of a controller in 'processor-for' is missing, over or none: lay it where"
                            + " controller.yaml says, then retry the task");
        }
    }

    private String json() {
        ObjectNode json = JSON.createObjectNode();
        Subject subject = original.subject();
        json.put("caseNumber", request.caseNumber());
        json.put("receivedAt", Instant.from(request.receivedAt()).toString());
        request.rights().forEach(right -> json.withArray("rights").add(right.name()));
        json.put("language", request.language());
        json.put("identification", request.identificationLevel());
        json.put("details", original.details());
        json.put("name", subject.name());
        json.put(
                "birthDate",
                subject.birthDate() == null ? null : subject.birthDate().toString());
        if (subject.nationalId() != null) {
            json.putObject("nationalId")
                    .put("country", subject.nationalId().country())
                    .put("value", subject.nationalId().value());
        }
        subject.keys()
                .forEach(key -> json.withArray("keys")
                        .addObject()
                        .put("kind", key.kind().label())
                        .put("value", key.value()));
        json.put("replyTo", subject.replyTo());
        references.forEach(reference -> json.withArray("records").add(reference));
        return json.toString();
    }

    @Override
    public String toString() {
        return "ForwardedRequest[" + request.id() + "]";
    }
}
