package org.dsrhub.intake;

import jakarta.mail.PasswordAuthentication;
import java.net.http.HttpClient;
import java.time.Duration;
import org.apache.camel.component.mail.MailAuthenticator;
import org.dsrhub.connector.ClientCredentials;
import org.dsrhub.connector.Secrets;

/**
 * Gives the password, or the OAuth2 token that stands for it (XOAUTH2), to the mail client at each connection, without it
 * ever standing in an endpoint's URI, which JMX shows. A secret in a file is read anew each time.
 */
final class MailboxLogin extends MailAuthenticator {
    private static final String ANY_OF_EXCHANGE = "https://outlook.office365.com/.default";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Mailbox mailbox;
    private final Mailboxes mailboxes;
    private final String username;
    private final ClientCredentials tokens;
    private volatile String shown;
    private volatile String secretBehind;

    MailboxLogin(Mailbox mailbox, Mailboxes mailboxes) {
        this.mailbox = mailbox;
        this.mailboxes = mailboxes;
        this.username = mailboxes.required(mailbox, "username");
        this.tokens = mailboxes.setting(mailbox, "oauth-url", null) == null
                ? null
                : new ClientCredentials(
                        HttpClient.newBuilder().connectTimeout(TIMEOUT).build());
        mailboxes.required(mailbox, secretName());
        if (byToken()) {
            mailboxes.required(mailbox, "client-id");
        }
    }

    boolean byToken() {
        return tokens != null;
    }

    @Override
    public PasswordAuthentication getPasswordAuthentication() {
        secretBehind = secret();
        shown = byToken() ? tokens.token(this::account) : secretBehind;
        return new PasswordAuthentication(username, shown);
    }

    /** The server does not take what it was shown: a token is not shown again. */
    void refused() {
        if (byToken()) {
            tokens.refused(shown);
        }
    }

    /** Whether the secret is another one than at the last login. */
    boolean renewed() {
        return !secret().equals(secretBehind);
    }

    private ClientCredentials.Account account() {
        return new ClientCredentials.Account(
                mailboxes.required(mailbox, "oauth-url"),
                mailboxes.required(mailbox, "client-id"),
                secretBehind,
                mailboxes.setting(mailbox, "scope", ANY_OF_EXCHANGE),
                TIMEOUT);
    }

    private String secret() {
        return Secrets.now(secretName(), mailboxes.required(mailbox, secretName()));
    }

    private String secretName() {
        return byToken() ? "client-secret" : "password";
    }
}
