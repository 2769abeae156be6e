package org.dsrhub.connector;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/**
 * What TLS calls are made with: the bundle of {@code spring.ssl.bundle} that the {@code tls-bundle} of a connector or a
 * mailbox names (client certificate and key, and whom to trust), else what the Java runtime trusts. A bundle that is to be
 * renewed while the hub runs is one with {@code reload-on-update: true}: what its files hold then counts from the next
 * connection on.
 */
@Component
public class ClientCertificates {
    private final ObjectProvider<SslBundles> bundles;
    private final Map<String, SSLContext> contexts = new ConcurrentHashMap<>();

    ClientCertificates(ObjectProvider<SslBundles> bundles) {
        this.bundles = bundles;
    }

    /** @return reference to the bean that a template's {@code sslContextParameters} takes */
    String bind(CamelContext context, Connector connector) {
        return bind(context, connector.queue() + ".tls", of(context, connector));
    }

    /**
     * @param name of the bean
     * @param bundle null for what the Java runtime trusts
     * @return reference to the bean that a template's {@code sslContextParameters} takes
     */
    public String bind(CamelContext context, String name, String bundle) {
        return bind(context, name, of(bundle));
    }

    private static String bind(CamelContext context, String name, SSLContext tls) {
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
        return of(bundle == null ? null : context.resolvePropertyPlaceholders(bundle));
    }

    private SSLContext of(String bundle) {
        try {
            return bundle == null ? SSLContext.getDefault() : contexts.computeIfAbsent(bundle, this::renewable);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext renewable(String name) {
        SslBundles all = bundles.getObject();
        RenewableIdentity identity = new RenewableIdentity(all.getBundle(name));
        try {
            SSLContext context = identity.context();
            all.addBundleUpdateHandler(name, renewed -> {
                identity.become(renewed);
                RenewableIdentity.forgetSessions(context);
            });
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the TLS bundle '" + name + "' cannot be used; check spring.ssl.bundle", e);
        }
    }
}
