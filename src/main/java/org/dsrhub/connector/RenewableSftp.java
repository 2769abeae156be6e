package org.dsrhub.connector;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.remote.FtpUtils;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.RemoteFileOperations;
import org.apache.camel.component.file.remote.SftpComponent;
import org.apache.camel.component.file.remote.SftpConfiguration;
import org.apache.camel.component.file.remote.SftpEndpoint;
import org.apache.camel.component.file.remote.SftpOperations;
import org.apache.camel.component.file.remote.SftpRemoteFile;
import org.apache.camel.spi.annotations.Component;

/** Camel's SFTP, entered with the password, or the passphrase of the key, of the moment of each connection. */
@Component("sftp")
final class RenewableSftp extends SftpComponent {
    private static final String SCHEME = "sftp";

    /** Puts it in the place of Camel's own. */
    static void addTo(CamelContext context) {
        if (context.hasComponent(SCHEME) == null) {
            context.addComponent(SCHEME, new RenewableSftp());
        }
    }

    /** @param secrets name of a parameter → what it holds now */
    static void secrets(SftpEndpoint endpoint, UnaryOperator<String> secrets) {
        ((Renewable) endpoint).secrets = secrets;
    }

    @Override
    protected GenericFileEndpoint<SftpRemoteFile> buildFileEndpoint(
            String uri, String remaining, Map<String, Object> parameters) throws URISyntaxException {
        SftpConfiguration configuration = new SftpConfiguration(new URI(uri.replaceFirst("[?].*", "")));
        FtpUtils.ensureRelativeFtpDirectory(this, configuration);
        return new Renewable(uri, this, configuration);
    }

    private static final class Renewable extends SftpEndpoint {
        private UnaryOperator<String> secrets = name -> null;

        Renewable(String uri, SftpComponent component, SftpConfiguration configuration) {
            super(uri, component, configuration);
        }

        @Override
        public RemoteFileOperations<SftpRemoteFile> createRemoteFileOperations() {
            SftpOperations operations = new SftpOperations(proxy) {
                @Override
                public boolean connect(RemoteFileConfiguration to, Exchange exchange) {
                    to.setPassword(secrets.apply("password"));
                    ((SftpConfiguration) to).setPrivateKeyPassphrase(secrets.apply("key-password"));
                    return super.connect(to, exchange);
                }
            };
            operations.setEndpoint(this);
            return operations;
        }
    }
}
