package org.dsrhub.connector;

import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * What TLS calls are made with: the bundle of {@code spring.ssl.bundle} that a connector's {@code tls-bundle} names (client
 * certificate and key, and whom to trust), else what the Java runtime trusts.
 */
@Component
class ClientCertificates {
    private final ObjectProvider<SslBundles> bundles;

    ClientCertificates(ObjectProvider<SslBundles> bundles) {
        this.bundles = bundles;
    }

    /** @return reference to the bean that a template's {@code sslContextParameters} takes */
    String bind(CamelContext context, Connector connector) {
        String name = connector.queue() + ".tls";
        SSLContext tls = of(context, connector);
        context.getRegistry().bind(name, new SSLContextParameters() {
            @Override
            public SSLContext createSSLContext(CamelContext ignored) {
                return tls;
            }
        });
        return "#" + name;
    }

    SSLContext of(CamelContext context, Connector connector) {
        String bundle = connector.parameters().get("tls-bundle");
        try {
            return bundle == null
                    ? SSLContext.getDefault()
                    : bundles.getObject()
                            .getBundle(context.resolvePropertyPlaceholders(bundle))
                            .createSslContext();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
