package org.dsrhub.intake;

import jakarta.mail.Message;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.attachment.Attachment;
import org.apache.camel.component.mail.MailBinding;
import org.apache.camel.component.mail.MailMessage;
import org.springframework.stereotype.Component;

/**
 * The mailbox's door: the message itself comes in as body and not one of its headers as a header of the exchange, where
 * {@code Camel*}, {@code moveTo} or {@code delete} would steer the route (CVE-2026-33454).
 */
@Component("closedMailBinding")
class ClosedMailBinding extends MailBinding {
    @Override
    public Object extractBodyFromMail(Exchange exchange, MailMessage message) {
        return message.getOriginalMessage();
    }

    @Override
    public Map<String, Object> extractHeadersFromMail(Message message, Exchange exchange) {
        return Map.of();
    }

    @Override
    public void extractAttachmentsFromMail(Message message, Map<String, Attachment> map) {
        // The bean reads them from the message.
    }
}
