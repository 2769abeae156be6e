package org.dsrhub.intake;

import jakarta.mail.PasswordAuthentication;
import org.apache.camel.component.mail.MailAuthenticator;

/** Gives the password to the mail client without it ever standing in an endpoint's URI, which JMX shows. */
final class MailboxLogin extends MailAuthenticator {
    private final String username;
    private final String password;

    MailboxLogin(String username, String password) {
        this.username = username;
        this.password = password;
    }

    @Override
    public PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(username, password);
    }
}
