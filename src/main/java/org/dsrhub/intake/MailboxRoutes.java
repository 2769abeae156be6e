package org.dsrhub.intake;

import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.dsrhub.connector.ClientCertificates;
import org.dsrhub.request.Problem;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;

/**
 * Makes one route of the template {@code intake-mail} for each mailbox that has an {@code imap-host}. They are polled: Camel's
 * mail consumer knows no IDLE, an IDLE connection that died is noticed only by a poll, and ten seconds are nothing of a month.
 */
@Component
class MailboxRoutes implements CamelContextConfiguration {
    private static final String TEMPLATE = "intake-mail";
    /** Three weeks of the month are left then, and a week holds mails even where nobody asks: spam, lists, answers. */
    private static final Duration SILENT_AFTER = Duration.ofDays(7);

    private static final String NEVER = "never";

    private final Mailboxes mailboxes;
    private final MailboxWatch watch;
    private final ClientCertificates certificates;

    MailboxRoutes(Mailboxes mailboxes, MailboxWatch watch, ClientCertificates certificates) {
        this.mailboxes = mailboxes;
        this.watch = watch;
        this.certificates = certificates;
    }

    @Override
    public void beforeApplicationStart(CamelContext context) {
        // The template is not loaded yet.
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        mailboxes.polled().forEach(mailbox -> add(context, mailbox));
    }

    private void add(CamelContext context, Mailbox mailbox) {
        String protocol = setting(mailbox, "imap-protocol", "imaps");
        if (!List.of("imap", "imaps").contains(protocol)) {
            throw new Problem("mailbox-protocol", "set " + mailbox.prefix() + "imap-protocol to imap or imaps");
        }
        MailboxLogin login = new MailboxLogin(mailbox, mailboxes);
        String bean = "mailbox-login-" + mailbox.id();
        context.getRegistry().bind(bean, login);
        watch.expect(mailbox, login, silentAfter(mailbox));
        TemplatedRouteBuilder.builder(context, TEMPLATE)
                .routeId(TEMPLATE + "." + mailbox.id())
                .parameter("mailbox", mailbox.id())
                .parameter("protocol", protocol)
                .parameter("host", setting(mailbox, "imap-host", null))
                .parameter("port", setting(mailbox, "imap-port", protocol.equals("imaps") ? "993" : "143"))
                .parameter("login", bean)
                .parameter(
                        "tls",
                        certificates.bind(context, "mailbox-tls-" + mailbox.id(), setting(mailbox, "tls-bundle", null)))
                .parameter("mechanisms", login.byToken() ? "XOAUTH2" : "PLAIN LOGIN")
                .parameter("folder", setting(mailbox, "folder", "INBOX"))
                .parameter("done", setting(mailbox, "done-folder", "Done"))
                .parameter("clarification", setting(mailbox, "clarification-folder", "Clarification"))
                .parameter("quarantine", setting(mailbox, "quarantine-folder", "Quarantine"))
                .parameter("delay", setting(mailbox, "poll-interval", "10000"))
                .add();
    }

    /** @return null for never */
    Duration silentAfter(Mailbox mailbox) {
        String written = setting(mailbox, "silent-after", SILENT_AFTER.toString());
        try {
            return written.equals(NEVER) ? null : DurationStyle.detectAndParse(written);
        } catch (IllegalArgumentException e) {
            throw new Problem("mailbox-silence", "write " + mailbox.prefix() + "silent-after as 14d, 36h or never");
        }
    }

    private String setting(Mailbox mailbox, String name, String otherwise) {
        return mailboxes.setting(mailbox, name, otherwise);
    }
}
