package org.dsrhub.simulation;

import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Properties;

/** Mail by IMAP and SMTP, with gates that can cut either. A mailbox's user name is its address. */
public final class PostOffice implements AutoCloseable {
    public static final String PASSWORD = "mail-secret";

    private final GreenMail greenMail;
    private final TcpGate imap;
    private final TcpGate smtp;

    public PostOffice() {
        greenMail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
        });
        greenMail.start();
        imap = new TcpGate("imap", greenMail.getImap().getPort());
        smtp = new TcpGate("smtp", greenMail.getSmtp().getPort());
    }

    /** Opens a mailbox; one that exists stays as it is. */
    public void mailbox(String address) {
        try {
            if (greenMail.getUserManager().getUserByEmail(address) == null) {
                greenMail.getUserManager().createUser(address, address, PASSWORD);
            }
        } catch (UserException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a mail of plain text in UTF-8 by SMTP, as a person's mail program does. */
    public void send(String from, String to, String subject, String text) {
        try {
            MimeMessage mail = new MimeMessage(session());
            mail.setFrom(new InternetAddress(from));
            mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
            mail.setSubject(subject, "UTF-8");
            mail.setText(text, "UTF-8");
            send(mail);
        } catch (MessagingException e) {
            throw new IllegalStateException("cannot send", e);
        }
    }

    /** Sends a message as it is. */
    public void send(MimeMessage mail) throws MessagingException {
        Transport.send(mail);
    }

    /** A session for messages that go out by this post office. */
    public Session session() {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(smtpPort()));
        return Session.getInstance(properties);
    }

    /** What lies in the INBOX of that mailbox. */
    public List<MimeMessage> inbox(String address) {
        try {
            return greenMail
                    .getManagers()
                    .getImapHostManager()
                    .getInbox(greenMail.getUserManager().getUserByEmail(address))
                    .getMessages()
                    .stream()
                    .map(stored -> stored.getMimeMessage())
                    .toList();
        } catch (RuntimeException | com.icegreen.greenmail.store.FolderException e) {
            throw new IllegalStateException("no such mailbox", e);
        }
    }

    public int imapPort() {
        return imap.port();
    }

    public int smtpPort() {
        return smtp.port();
    }

    public TcpGate imapGate() {
        return imap;
    }

    public TcpGate smtpGate() {
        return smtp;
    }

    @Override
    public void close() {
        imap.close();
        smtp.close();
        greenMail.stop();
    }
}
