package org.dsrhub.simulation;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** A partner over TLS that lets in one client certificate only, and that one with user name and password. */
public final class TlsPartner implements AutoCloseable {
    private final TlsParty own = new TlsParty("partner");
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final ExecutorService workers = Workers.executor("partner");
    private final int port;
    private HttpsServer server;
    private volatile String password;

    public TlsPartner(TlsParty client, String password) {
        this.password = password;
        server = open(0, client);
        port = server.getAddress().getPort();
    }

    private HttpsServer open(int at, TlsParty client) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(own.keyManagers(), new TrustManager[] {client.trust()}, null);
            HttpsServer opened = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 50);
            opened.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters ours = tls.getDefaultSSLParameters();
                    ours.setNeedClientAuth(true);
                    parameters.setSSLParameters(ours);
                }
            });
            opened.setExecutor(workers);
            HttpContext context = opened.createContext("/", this::answer);
            context.setAuthenticator(new BasicAuthenticator("partner") {
                @Override
                public boolean checkCredentials(String user, String secret) {
                    return user.equals("hub") && secret.equals(password);
                }
            });
            opened.start();
            return opened;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on another certificate and password open it. */
    public void change(TlsParty client, String other) {
        server.stop(0);
        password = other;
        server = open(port, client);
    }

    public TlsParty own() {
        return own;
    }

    public String url() {
        return "https://127.0.0.1:" + port;
    }

    /** Who came in, by their certificates. */
    public List<String> seen() {
        return seen;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(((HttpsExchange) exchange)
                    .getSSLSession()
                    .getPeerPrincipal()
                    .getName());
            String cpr = exchange.getRequestURI().getQuery().replace("cpr=", "");
            byte[] json = ("{\"items\":[{\"id\":\"p1\",\"cpr\":\"" + cpr + "\"}]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, json.length);
            exchange.getResponseBody().write(json);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
