package org.dsrhub.connector;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileProcessStrategy;
import org.apache.camel.component.file.remote.FtpUtils;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.RemoteFileConsumer;
import org.apache.camel.component.file.remote.RemoteFileOperations;
import org.apache.camel.component.file.remote.SftpComponent;
import org.apache.camel.component.file.remote.SftpConfiguration;
import org.apache.camel.component.file.remote.SftpConsumer;
import org.apache.camel.component.file.remote.SftpEndpoint;
import org.apache.camel.component.file.remote.SftpOperations;
import org.apache.camel.component.file.remote.SftpRemoteFile;
import org.apache.camel.spi.annotations.Component;

/**
 * Camel's SFTP, entered with the password, or the passphrase of the key, of the moment of each connection, which is first
 * made when a folder is looked into or written to: a server that is away, or slow to shake hands, holds no start up.
 */
@Component("sftp")
final class RenewableSftp extends SftpComponent {
    private static final String SCHEME = "sftp";
    /** Option of an address: keeps two systems with one account on one server two endpoints. */
    private static final String OWNER = "owner";

    /** Puts it in the place of Camel's own. */
    static void addTo(CamelContext context) {
        if (context.hasComponent(SCHEME) == null) {
            context.addComponent(SCHEME, new RenewableSftp());
        }
    }

    /**
     * A folder of a server. The options are set on the endpoint and stand not in its address: Camel looks for secrets in
     * each address it names, for each bean, route and log line, in time that grows with the square of its length.
     *
     * @param owner whose endpoint it is, unlike any other of that folder
     * @param options of Camel's endpoint
     * @param secrets name of a parameter → what it holds now
     */
    static SftpEndpoint endpoint(
            CamelContext context,
            String folder,
            String owner,
            Map<String, Object> options,
            UnaryOperator<String> secrets) {
        // As in an address: Camel turns texts into what each option takes.
        Map<String, Object> written = new HashMap<>();
        options.forEach((name, value) -> written.put(name, String.valueOf(value)));
        try {
            SftpEndpoint endpoint = (SftpEndpoint) context.getComponent(SCHEME, RenewableSftp.class)
                    .createEndpoint(SCHEME + "://" + folder + "?" + OWNER + "=" + owner, written);
            ((Renewable) endpoint).secrets = secrets;
            return endpoint;
        } catch (Exception e) {
            throw new IllegalArgumentException(owner + ": its SFTP folder cannot be set up", e);
        }
    }

    @Override
    protected GenericFileEndpoint<SftpRemoteFile> buildFileEndpoint(
            String uri, String remaining, Map<String, Object> parameters) throws URISyntaxException {
        parameters.remove(OWNER);
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
        protected RemoteFileConsumer<SftpRemoteFile> buildConsumer(Processor processor) {
            return new Patient(this, processor, createRemoteFileOperations(), createGenericFileStrategy());
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

    /** Makes a folder that is missing when it first looks into it, rather than while the hub starts. */
    private static final class Patient extends SftpConsumer {
        private volatile boolean starting;

        Patient(
                Renewable endpoint,
                Processor processor,
                RemoteFileOperations<SftpRemoteFile> operations,
                GenericFileProcessStrategy<SftpRemoteFile> strategy) {
            super(endpoint, processor, operations, strategy);
        }

        @Override
        protected void doStart() throws Exception {
            starting = true;
            try {
                super.doStart();
            } finally {
                starting = false;
            }
        }

        @Override
        protected boolean hasStartingDirectory() {
            return !starting && super.hasStartingDirectory();
        }
    }
}
