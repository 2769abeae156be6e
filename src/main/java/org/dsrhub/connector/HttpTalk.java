package org.dsrhub.connector;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.dsrhub.request.Problem;

/**
 * The calls of one task over HTTP: what goes out next. A question's text is a path; a command's is a method, a path and
 * perhaps a body: {@code POST /suppressions {"email": {value}}}.
 */
public final class HttpTalk {
    private static final int MOST_PAGES = 100_000;

    private final Reply reply;
    private final URI base;
    private final String token;
    private final Set<String> visited = new HashSet<>();
    private String method;
    private URI uri;
    private String body;
    private URI nextPage;

    HttpTalk(Reply reply, String base, String token) {
        this.reply = reply;
        this.base = URI.create(base);
        this.token = token;
    }

    Reply reply() {
        return reply;
    }

    /** Moves on to the next page of the call at hand, or to the next call. */
    boolean next() {
        if (reply.ended()) {
            return false;
        }
        if (nextPage != null) {
            uri = nextPage;
            nextPage = null;
            return reply.paced();
        }
        visited.clear();
        if (!reply.nextPaced()) {
            return false;
        }
        Call call = reply.getCall();
        String text = call.text();
        method = "GET";
        body = null;
        if (!text.startsWith("/")) {
            String[] parts = text.split(" ", 3);
            if (parts.length < 2) {
                throw new Problem("command-unreadable", "write commands as METHOD /path in the connector file");
            }
            method = parts[0];
            text = parts[1];
            body = parts.length < 3 ? null : HttpText.json(parts[2], call);
        }
        uri = URI.create(base + HttpText.path(text, call));
        return true;
    }

    /** Goes on to that page, if it is of the same system and a new one. */
    void follow(String link) {
        URI target;
        try {
            target = uri.resolve(link);
        } catch (IllegalArgumentException e) {
            throw new Problem("link-unreadable", "the system's link to the next page is no address; ask its owner");
        }
        if (!sameOrigin(target.toString(), base.toString())) {
            throw new Problem(
                    "link-elsewhere", "the system's link to the next page leads to another server; ask its owner");
        }
        if (!visited.add(target.toString()) || visited.size() > MOST_PAGES) {
            throw new Problem("link-without-end", "the system's pages lead in a circle; ask its owner");
        }
        nextPage = target;
    }

    static boolean sameOrigin(String one, String other) {
        return origin(URI.create(one)).equals(origin(URI.create(other)));
    }

    private static String origin(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(java.util.Locale.ROOT);
    }

    public String getMethod() {
        return method;
    }

    public String getUri() {
        return uri.toString();
    }

    /** JSON, or null. */
    public String getBody() {
        return body;
    }

    public String getContentType() {
        return body == null ? null : "application/json";
    }

    public String getAuthorization() {
        return "Bearer " + token;
    }

    @Override
    public String toString() {
        return "HttpTalk[" + reply + "]";
    }
}
