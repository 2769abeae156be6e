package org.dsrhub.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Puts {@link TimedHttp} in the place of Tomcat's own HTTP, and lets filters hang up. */
@Component
class HttpDoor implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final String CALL = HttpDoor.class.getName() + ".call";

    private final HttpProperties properties;

    HttpDoor(HttpProperties properties) {
        this.properties = properties;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(TimedHttp.class.getName());
        factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof TimedHttp http) {
                http.headersWithin(properties.headersWithin());
            }
        });
        factory.addEngineValves(new Calls());
    }

    /** Ends the connection: nothing more is read from it, and no answer goes out. */
    static void hangUp(ServletRequest request) {
        if (request.getAttribute(CALL) instanceof org.apache.coyote.Request call) {
            call.action(ActionCode.CLOSE_NOW, null);
        }
    }

    /** Lets a filter find the call of Tomcat behind its request. */
    private static final class Calls extends ValveBase {
        Calls() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(CALL, request.getCoyoteRequest());
            getNext().invoke(request, response);
        }
    }
}
