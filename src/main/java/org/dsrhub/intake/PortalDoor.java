package org.dsrhub.intake;

import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.springframework.stereotype.Component;

/**
 * The portal's door, the first step of its route: who asks is what Spring Security found out, never what a header says;
 * and of all headers the idempotency key alone comes in.
 */
@Component("portalDoor")
class PortalDoor {
    static final String KEY = "Idempotency-Key";

    public void open(Exchange exchange) {
        PlatformHttpMessage message = exchange.getMessage(PlatformHttpMessage.class);
        Object caller = message.getRequest().getAttribute(Caller.ATTRIBUTE);
        String key = message.getRequest().getHeader(KEY);
        Object body = message.getBody();
        message.removeHeaders("*");
        message.setBody(body);
        exchange.setVariable("caller", caller);
        exchange.setVariable("idempotencyKey", key);
    }
}
