package org.dsrhub.intake;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.request.Problem;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Makes one route of the template {@code intake-mail} for each controller that has {@code <controller>.mail.imap-host}. */
@Component
class MailboxRoutes implements CamelContextConfiguration {
    private static final String TEMPLATE = "intake-mail";

    private final DataControllers controllers;
    private final Environment environment;
    private final MailboxWatch watch;

    MailboxRoutes(DataControllers controllers, Environment environment, MailboxWatch watch) {
        this.controllers = controllers;
        this.environment = environment;
        this.watch = watch;
    }

    @Override
    public void beforeApplicationStart(CamelContext context) {
        // The template is not loaded yet.
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        for (DataController controller : controllers.all()) {
            String host = setting(controller, "imap-host", null);
            if (host != null && !host.isBlank()) {
                add(context, controller, host);
            }
        }
    }

    private void add(CamelContext context, DataController controller, String host) {
        String protocol = setting(controller, "imap-protocol", "imaps");
        if (!List.of("imap", "imaps").contains(protocol)) {
            throw new Problem("mailbox-protocol", "set " + controller.id() + ".mail.imap-protocol to imap or imaps");
        }
        String login = "mailbox-login-" + controller.id();
        context.getRegistry()
                .bind(login, new MailboxLogin(required(controller, "username"), required(controller, "password")));
        watch.expect(controller.id());
        TemplatedRouteBuilder.builder(context, TEMPLATE)
                .routeId(TEMPLATE + "." + controller.id())
                .parameter("controller", controller.id())
                .parameter("protocol", protocol)
                .parameter("host", host)
                .parameter("port", setting(controller, "imap-port", protocol.equals("imaps") ? "993" : "143"))
                .parameter("login", login)
                .parameter("folder", setting(controller, "folder", "INBOX"))
                .parameter("done", setting(controller, "done-folder", "Done"))
                .parameter("delay", setting(controller, "poll-interval", "10000"))
                .add();
    }

    private String required(DataController controller, String name) {
        String value = setting(controller, name, null);
        if (value == null) {
            throw new Problem(
                    "mailbox-login", "set " + controller.id() + ".mail." + name + ", as its imap-host is set");
        }
        return value;
    }

    private String setting(DataController controller, String name, String otherwise) {
        return environment.getProperty(controller.id() + ".mail." + name, otherwise);
    }
}
