package org.dsrhub.simulation;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.mail.smime.SMIMEEnveloped;
import org.bouncycastle.mail.smime.SMIMEEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMESigned;
import org.bouncycastle.mail.smime.SMIMESignedGenerator;
import org.bouncycastle.mail.smime.SMIMEUtil;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A small agency where a person reads signed and encrypted mail and answers in the same way, when told to. It refuses what
 * the hub did not sign.
 */
public final class LettersAgency {
    public static final String ADDRESS = "desk@letters-agency.example";
    public static final String HUB = "exchange@tryg.example";
    public static final String PASSWORD = "key-secret";

    private final PostOffice mail;
    private final Path folder;
    private final Party agency = new Party("agency");
    private final Party hub = new Party("hub");
    private final Party stranger = new Party("stranger");
    private final Map<String, String[]> letters = new ConcurrentHashMap<>();
    private final Set<String> answered = new HashSet<>();

    public LettersAgency(PostOffice mail, Path folder) {
        this.mail = mail;
        this.folder = folder;
        mail.mailbox(ADDRESS);
        mail.mailbox(HUB);
        try {
            Files.createDirectories(folder);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "hub", hub.keys.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {hub.certificate});
            try (OutputStream out = Files.newOutputStream(hubKeys())) {
                store.store(out, PASSWORD.toCharArray());
            }
            Files.writeString(
                    certificate(),
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder().encodeToString(agency.certificate.getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public Path hubKeys() {
        return folder.resolve("hub.p12");
    }

    /** Of the agency. */
    public Path certificate() {
        return folder.resolve("agency.pem");
    }

    public void add(String letter, String nationalId, String name, String text) {
        letters.put(letter, new String[] {nationalId, name, text});
    }

    public boolean holds(String letter) {
        return letters.containsKey(letter);
    }

    public List<MimeMessage> inbox() {
        return mail.inbox(ADDRESS);
    }

    /** A person works off the inbox. @return how many questions were answered */
    public int answerAll(boolean json) {
        return answerAll(agency, json);
    }

    /** Somebody else answers instead, in the agency's name. */
    public int strangerAnswersAll() {
        return answerAll(stranger, false);
    }

    private int answerAll(Party signer, boolean json) {
        int count = 0;
        try {
            for (MimeMessage question : mail.inbox(ADDRESS)) {
                if (signer == agency && !answered.add(question.getMessageID())) {
                    continue;
                }
                mail.send(answer(question, signer, json));
                count++;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return count;
    }

    private MimeMessage answer(MimeMessage question, Party signer, boolean json) throws Exception {
        List<String> lines = opened(question).lines().toList();
        String content = lines.get(0).endsWith(";erase") ? erase(lines) : json ? json(lines) : csv(lines);
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new DataHandler(
                new ByteArrayDataSource(content.getBytes(StandardCharsets.UTF_8), "application/octet-stream")));
        file.setFileName(content.startsWith("[") ? "answer.json" : "answer.csv");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Kind regards", "UTF-8");
        MimeBodyPart both = new MimeBodyPart();
        both.setContent(new MimeMultipart(text, file));
        SMIMESignedGenerator signing = new SMIMESignedGenerator();
        signing.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                .build("SHA256withRSA", signer.keys.getPrivate(), signer.certificate));
        MimeBodyPart signed = new MimeBodyPart();
        MimeMultipart parts = signing.generate(both);
        signed.setContent(parts, parts.getContentType());
        SMIMEEnvelopedGenerator envelope = new SMIMEEnvelopedGenerator();
        envelope.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(hub.certificate));
        MimeBodyPart sealed =
                envelope.generate(signed, new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC).build());
        MimeMessage answer = new MimeMessage(mail.session());
        answer.setFrom(new InternetAddress(ADDRESS));
        answer.setRecipient(Message.RecipientType.TO, new InternetAddress(HUB));
        answer.setSubject("SV: " + question.getSubject());
        answer.setHeader("CamelMailMoveTo", "Stolen");
        answer.setHeader("moveTo", "Stolen");
        answer.setContent(sealed.getContent(), sealed.getContentType());
        answer.saveChanges();
        return answer;
    }

    private String opened(MimeMessage question) throws Exception {
        MimeBodyPart inner = SMIMEUtil.toMimeBodyPart(new SMIMEEnveloped(question)
                .getRecipientInfos()
                .get(new JceKeyTransRecipientId(agency.certificate))
                .getContent(new JceKeyTransEnvelopedRecipient(agency.keys.getPrivate())));
        SMIMESigned signed = new SMIMESigned((MimeMultipart) inner.getContent());
        for (SignerInformation signer : signed.getSignerInfos().getSigners()) {
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(hub.certificate))) {
                throw new IllegalStateException("not signed by the hub");
            }
        }
        MimeMultipart parts = (MimeMultipart) signed.getContent().getContent();
        return new String(parts.getBodyPart(1).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String csv(List<String> questions) {
        return "letter_no;national_id;name;text\n"
                + found(questions).stream()
                        .map(letter -> letter.getKey() + ";" + String.join(";", letter.getValue()) + "\n")
                        .collect(Collectors.joining());
    }

    private String json(List<String> questions) {
        return found(questions).stream()
                .map(letter -> "{\"letter_no\":\"%s\",\"national_id\":\"%s\",\"name\":\"%s\",\"text\":\"%s\"}"
                        .formatted(letter.getKey(), letter.getValue()[0], letter.getValue()[1], letter.getValue()[2]))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private List<Map.Entry<String, String[]>> found(List<String> questions) {
        return letters.entrySet().stream()
                .filter(letter ->
                        questions.stream().anyMatch(question -> question.contains(";" + letter.getValue()[0] + ";")))
                .toList();
    }

    private String erase(List<String> questions) {
        StringBuilder results = new StringBuilder("erase;result\n");
        questions.stream().skip(1).map(line -> line.split(";")[1]).forEach(letter -> {
            letters.remove(letter);
            results.append(letter).append(";ERASED\n");
        });
        return results.toString();
    }

    private static final class Party {
        private final KeyPair keys;
        private final X509Certificate certificate;

        private Party(String name) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                keys = generator.generateKeyPair();
                X500Principal subject = new X500Principal("CN=" + name);
                Instant now = Instant.now();
                certificate = new JcaX509CertificateConverter()
                        .getCertificate(new JcaX509v3CertificateBuilder(
                                        subject,
                                        BigInteger.valueOf(System.nanoTime()),
                                        Date.from(now.minus(Duration.ofDays(1))),
                                        Date.from(now.plus(Duration.ofDays(1))),
                                        subject,
                                        keys.getPublic())
                                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
