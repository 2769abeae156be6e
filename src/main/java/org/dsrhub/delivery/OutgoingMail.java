package org.dsrhub.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.dsrhub.request.Problem;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.springframework.stereotype.Component;

/** Hands a mail to the route {@code outgoing-mail} and tells apart what is worth another try. */
@Component
class OutgoingMail {
    static final String ROUTE = "direct:outgoing-mail";

    private final ProducerTemplate producer;
    private final Session session;
    private final SmtpProperties smtp;

    OutgoingMail(ProducerTemplate producer, Session smtpSession, SmtpProperties smtp) {
        this.producer = producer;
        this.session = smtpSession;
        this.smtp = smtp;
    }

    /**
     * Returns when the server has taken the mail (SMTP 250).
     *
     * @throws Problem {@code mail-refused} where the server refused it for good (5xx)
     * @throws IllegalStateException where it may go better later; the server's words stay out, they repeat the address
     */
    void send(Mail mail) {
        send(mail::mime);
    }

    /** What makes the message for a session. */
    @FunctionalInterface
    interface Writing {
        MimeMessage mime(Session session) throws MessagingException;
    }

    /** The same for a message that is more than a {@link Mail}. */
    void send(Writing mail) {
        if (smtp.host() == null || smtp.host().isBlank()) {
            throw new Problem(
                    "mail-not-configured", "set hub.smtp.host (and tls, username, password), then retry the task");
        }
        try {
            MimeMessage message = mail.mime(session);
            producer.requestBody(ROUTE, message);
        } catch (CamelExecutionException e) {
            throw explained(e.getCause());
        } catch (MessagingException e) {
            throw explained(e);
        }
    }

    private static RuntimeException explained(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        int code = code(failure);
        if (code >= 500) {
            return new Problem(
                    "mail-refused",
                    "the mail server refused the message for good (code " + code
                            + "): check the subject's address, or deliver as a file");
        }
        String what = failure == null ? "unknown" : failure.getClass().getSimpleName();
        return new IllegalStateException("the mail server did not take the message ("
                + (code > 0 ? "code " + code : what) + "); it is tried again");
    }

    /** The SMTP reply code deepest in the chain of causes, 0 where there is none. */
    private static int code(Throwable failure) {
        int code = 0;
        for (Throwable at = failure; at != null; at = next(at)) {
            if (at instanceof SMTPSendFailedException e) {
                code = e.getReturnCode();
            } else if (at instanceof SMTPAddressFailedException e) {
                code = e.getReturnCode();
            } else if (at instanceof SMTPSenderFailedException e) {
                code = e.getReturnCode();
            }
        }
        return code;
    }

    private static Throwable next(Throwable failure) {
        if (failure instanceof SendFailedException send && send.getNextException() != null) {
            return send.getNextException();
        }
        return failure.getCause() == failure ? null : failure.getCause();
    }
}
