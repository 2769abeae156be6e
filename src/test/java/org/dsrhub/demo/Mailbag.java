package org.dsrhub.demo;

import jakarta.mail.BodyPart;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.dsrhub.simulation.PostOffice;

/**
 * What a person found in their mailbox, fetched by IMAP.
 *
 * @param texts subjects and bodies
 * @param letters the mails as files
 * @param attachments saved beside them
 */
record Mailbag(List<String> texts, List<Path> letters, List<Path> attachments) {

    /** Reads the mailbox and saves everything under the folder. */
    static Mailbag fetch(int imapPort, String address, Path folder) {
        Mailbag bag = new Mailbag(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Properties properties = new Properties();
        properties.put("mail.imap.port", Integer.toString(imapPort));
        try (Store store = Session.getInstance(properties).getStore("imap")) {
            Files.createDirectories(folder);
            store.connect("127.0.0.1", address, PostOffice.PASSWORD);
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                for (Message message : inbox.getMessages()) {
                    bag.save(message, folder);
                }
            }
            return bag;
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("cannot read the mailbox", e);
        }
    }

    private void save(Message message, Path folder) throws MessagingException, IOException {
        Path letter = folder.resolve("mail-" + message.getMessageNumber() + ".eml");
        try (OutputStream out = Files.newOutputStream(letter)) {
            message.writeTo(out);
        }
        letters.add(letter);
        texts.add(message.getSubject());
        part(message, folder, message.getMessageNumber());
    }

    private void part(Part part, Path folder, int number) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*")) {
            Multipart multipart = (Multipart) part.getContent();
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart each = multipart.getBodyPart(i);
                part(each, folder, number);
            }
        } else if (part.getFileName() != null) {
            Path file = folder.resolve(
                    "mail-" + number + "-" + Path.of(part.getFileName()).getFileName());
            try (InputStream in = part.getInputStream()) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            attachments.add(file);
        } else if (part.isMimeType("text/*")) {
            texts.add(part.getContent().toString());
        }
    }
}
