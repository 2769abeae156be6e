package org.dsrhub.connector;

import jakarta.mail.Message;
import jakarta.mail.PasswordAuthentication;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.attachment.Attachment;
import org.apache.camel.component.mail.MailAuthenticator;
import org.apache.camel.component.mail.MailBinding;
import org.apache.camel.component.mail.MailEndpoint;
import org.apache.camel.component.mail.MailMessage;
import org.apache.camel.util.URISupport;
import org.springframework.stereotype.Component;

/**
 * The mailboxes of agencies as named endpoints ({@code ref:<queue>.out}, {@code .answers}): no password stands in an
 * address, and no header of a mail becomes a header of an exchange.
 */
@Component
class MailEndpoints {
    private static final String TEMPLATE = "mail-exchange";

    void bind(CamelContext context, Connector connector) {
        if (!connector.template().equals(TEMPLATE)) {
            return;
        }
        long timeout = connector.limits().timeout().toMillis();
        bind(context, connector, "out", "smtp", Map.of("connectionTimeout", timeout));
        Map<String, Object> polling = new LinkedHashMap<>();
        polling.put("connectionTimeout", timeout);
        polling.put("folderName", "INBOX");
        polling.put("mapMailMessage", false);
        polling.put("peek", true);
        polling.put("unseen", false);
        polling.put("delete", false);
        polling.put("fetchSize", 50);
        polling.put("initialDelay", 1000);
        polling.put("delay", value(context, connector, "poll", "60000"));
        polling.put("exceptionHandler", "#quiet-poll-failures");
        polling.put("backoffMultiplier", 6);
        polling.put("backoffErrorThreshold", 2);
        bind(context, connector, "answers", "imap", polling).setBinding(new ClosedDoor());
    }

    private static MailEndpoint bind(
            CamelContext context, Connector connector, String name, String server, Map<String, Object> options) {
        Map<String, Object> all = new LinkedHashMap<>(options);
        // In the address, so that two accounts of one server are two endpoints.
        all.put("username", value(context, connector, "username", ""));
        MailEndpoint endpoint = context.getEndpoint(
                value(context, connector, server, "") + "?" + URISupport.createQueryString(all), MailEndpoint.class);
        endpoint.getConfiguration().setAuthenticator(new Login(context, connector));
        context.getRegistry().bind(connector.queue() + "." + name, endpoint);
        return endpoint;
    }

    private static String value(CamelContext context, Connector connector, String name, String otherwise) {
        return Secrets.value(context, connector, name, otherwise);
    }

    /** Asked at each connection, so that a renewed password holds from the next one on. */
    private static final class Login extends MailAuthenticator {
        private final CamelContext context;
        private final Connector connector;

        Login(CamelContext context, Connector connector) {
            this.context = context;
            this.connector = connector;
        }

        @Override
        public PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(
                    value(context, connector, "username", ""), value(context, connector, "password", ""));
        }
    }

    /** The mail itself is the body; of its headers, which could steer a route, none comes in. */
    private static final class ClosedDoor extends MailBinding {
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
            // read from the message once it is verified
        }
    }
}
