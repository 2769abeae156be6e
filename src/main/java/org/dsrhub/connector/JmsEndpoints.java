package org.dsrhub.connector;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.util.URISupport;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.stereotype.Component;

/**
 * The queues of host systems as named endpoints ({@code ref:<queue>.requests}, {@code .answers}, {@code .backout}): no
 * password stands in an address, each connection is opened with the one of now, no property of a message becomes a header, and no Java object is read from one.
 */
@Component
class JmsEndpoints implements DisposableBean {
    static final String TEMPLATE = "jms";

    private final List<CachingConnectionFactory> connections = new ArrayList<>();

    void bind(CamelContext context, Connector connector) {
        if (!connector.template().equals(TEMPLATE)) {
            return;
        }
        String scheme = "jms-" + connector.queue().replace('.', '-');
        context.addComponent(scheme, component(context, connector));
        Map<String, Object> bytes = Map.of("jmsMessageType", "Bytes", "preserveMessageQos", true);
        endpoint(context, connector, scheme, "requests", "requests", bytes);
        endpoint(context, connector, scheme, "backout", "backout", bytes);
        endpoint(
                context,
                connector,
                scheme,
                "answers",
                "replies",
                Map.of(
                        "transacted", true,
                        // A broker that is away, or slow to answer, holds no start up.
                        "asyncStartListener", true,
                        "lazyCreateTransactionManager", false,
                        "disableReplyTo", true,
                        "errorHandlerLoggingLevel", "INFO",
                        "errorHandlerLogStackTrace", false,
                        "recoveryInterval", 2000));
    }

    private JmsComponent component(CamelContext context, Connector connector) {
        ActiveMQConnectionFactory plain = new ActiveMQConnectionFactory(value(context, connector, "url")) {
            @Override
            public Connection createConnection() throws JMSException {
                return createConnection(value(context, connector, "username"), value(context, connector, "password"));
            }
        };
        long timeout = connector.limits().timeout().toMillis();
        plain.setCallTimeout(timeout);
        plain.setConnectionTTL(Math.max(plain.getConnectionTTL(), timeout));
        plain.setReconnectAttempts(0);
        CachingConnectionFactory cached = new CachingConnectionFactory(plain);
        cached.setSessionCacheSize(connector.limits().concurrency());
        connections.add(cached);
        JmsComponent component = new JmsComponent(context);
        component.getConfiguration().setConnectionFactory(plain);
        component.getConfiguration().setListenerConnectionFactory(plain);
        component.getConfiguration().setTemplateConnectionFactory(cached);
        component.setHeaderFilterStrategy(new JmsDoor());
        return component;
    }

    private static void endpoint(
            CamelContext context,
            Connector connector,
            String scheme,
            String name,
            String parameter,
            Map<String, Object> options) {
        context.getRegistry()
                .bind(
                        connector.queue() + "." + name,
                        context.getEndpoint(scheme + ":queue:" + value(context, connector, parameter) + "?"
                                + URISupport.createQueryString(options)));
    }

    private static String value(CamelContext context, Connector connector, String name) {
        return Secrets.value(context, connector, name, null);
    }

    @Override
    public void destroy() {
        connections.forEach(CachingConnectionFactory::destroy);
    }
}
