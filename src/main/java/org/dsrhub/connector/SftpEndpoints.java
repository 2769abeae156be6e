package org.dsrhub.connector;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.file.remote.SftpEndpoint;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/**
 * The folders of SFTP servers as named endpoints ({@code ref:<queue>.<folder>}): their passwords stand in no address,
 * route or JMX attribute, and a host key that is not known ends the call.
 */
@Component
class SftpEndpoints {
    /** A file that stays is read again where its sender has written it anew. */
    private static final String AS_IT_IS = "${file:name}-${file:size}-${file:modified}";

    private static final Map<String, Map<String, Object>> OUT = Map.of(
            "collection-agency", Map.of("in", Map.of()),
            "sftp-feed", Map.of("out", Map.of()));
    private static final Map<String, Map<String, Object>> IN = Map.of(
            "collection-agency",
                    Map.of("receipts", Map.of("include", "RCP_.*\\.csv"), "answers", Map.of("include", "ANS_.*\\.csv")),
            "sftp-feed",
                    Map.of(
                            "answers",
                            Map.of(
                                    "include",
                                    "ACK_.*\\.txt",
                                    "noop",
                                    true,
                                    "idempotent",
                                    true,
                                    "idempotentKey",
                                    AS_IT_IS)));
    private static final Map<String, String> FOLDERS =
            Map.of("collection-agency.answers", "out", "sftp-feed.answers", "ack");

    /** Account and folder → queue that looks there. */
    private final Map<String, String> polled = new HashMap<>();

    void bind(CamelContext context, Connector connector) {
        RenewableSftp.addTo(context);
        OUT.getOrDefault(connector.template(), Map.of())
                .keySet()
                .forEach(name -> bind(context, connector, name, sending()));
        IN.getOrDefault(connector.template(), Map.of())
                .forEach((name, options) -> bind(context, connector, name, polling(context, connector, options)));
    }

    private void bind(CamelContext context, Connector connector, String name, Map<String, Object> options) {
        Connection connection = Connection.of(context, connector);
        Map<String, Object> all = new LinkedHashMap<>(options);
        all.put("username", connection.username());
        all.put("knownHostsFile", connection.knownHosts());
        all.put("strictHostKeyChecking", "yes");
        all.put("useUserKnownHostsFile", false);
        all.put("preferredAuthentications", connection.ways());
        if (connection.keyFile() != null) {
            all.put("privateKeyFile", connection.keyFile());
        }
        all.put("connectTimeout", connection.timeout());
        all.put("soTimeout", connection.timeout());
        all.put("timeout", connection.timeout());
        all.put("maximumReconnectAttempts", 0);
        all.put("stepwise", false);
        String folder = FOLDERS.getOrDefault(connector.template() + "." + name, name);
        SftpEndpoint endpoint = RenewableSftp.endpoint(
                context,
                connection.host() + ":" + connection.port() + "/" + folder,
                connector.queue(),
                all,
                secret -> Secrets.value(context, connector, secret, null));
        if (options.containsKey("move")) {
            alone(connector, folder, endpoint);
        }
        context.getRegistry().bind(connector.queue() + "." + name, endpoint);
    }

    /** Two that look into one folder would take each other's answers. */
    private void alone(Connector connector, String folder, SftpEndpoint endpoint) {
        String place = endpoint.getConfiguration().getUsername() + "@" + endpoint.getEndpointBaseUri();
        String other = polled.putIfAbsent(place, connector.queue());
        if (other != null && !other.equals(connector.queue())) {
            throw new Problem(
                    "folder-of-two-systems",
                    connector.queue() + " and " + other + " would both take files from the folder " + folder
                            + " of one SFTP account; give each an account or a server of its own");
        }
    }

    private static Map<String, Object> sending() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("tempPrefix", ".");
        options.put("fileExist", "Override");
        options.put("disconnectOnBatchComplete", false);
        return options;
    }

    private static Map<String, Object> polling(CamelContext context, Connector connector, Object options) {
        Map<String, Object> all = new LinkedHashMap<>();
        ((Map<?, ?>) options).forEach((key, value) -> all.put(key.toString(), value));
        if (!all.containsKey("noop")) {
            all.put("move", "../${variable.folder}/${file:onlyname}");
        }
        all.put("streamDownload", true);
        all.put("delay", delay(context, connector));
        all.put("initialDelay", 1000);
        all.put("maxMessagesPerPoll", 200);
        all.put("eagerMaxMessagesPerPoll", false);
        all.put("sortBy", "file:modified");
        all.put("throwExceptionOnConnectFailed", true);
        all.put("exceptionHandler", "#quiet-poll-failures");
        all.put("backoffMultiplier", 6);
        all.put("backoffErrorThreshold", 2);
        return all;
    }

    private static String delay(CamelContext context, Connector connector) {
        return context.resolvePropertyPlaceholders(connector.parameters().getOrDefault("poll", "10000"));
    }

    /** Where a server is and how it is entered. Holds a secret. */
    record Connection(
            String host,
            String port,
            String username,
            String password,
            String keyFile,
            String keyPassword,
            String knownHosts,
            long timeout) {
        static Connection of(CamelContext context, Connector connector) {
            return new Connection(
                    value(context, connector, "host"),
                    value(context, connector, "port"),
                    value(context, connector, "username"),
                    value(context, connector, "password"),
                    value(context, connector, "key-file"),
                    value(context, connector, "key-password"),
                    value(context, connector, "known-hosts"),
                    connector.limits().timeout().toMillis());
        }

        /** How it may be entered, as servers name it. */
        String ways() {
            return keyFile == null ? "password" : "publickey";
        }

        private static String value(CamelContext context, Connector connector, String name) {
            return Secrets.value(context, connector, name, null);
        }

        @Override
        public String toString() {
            return "Connection[" + host + ":" + port + "]";
        }
    }
}
