package org.dsrhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.connector.Connector.Media;
import org.dsrhub.ledger.Item;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;

/** Recordings and attachments that an API gives: streamed into the vault by the route {@code <queue>.media}. */
@Component("http-media")
public class HttpMedia {
    private static final int TRIES = 6;
    private static final int LARGEST_LIST = 4 << 20;
    private static final Duration TRANSCODING = Duration.ofSeconds(10);
    private static final Duration RATE_USED_UP = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Replies replies;
    private final HttpLogin login;
    private final ProducerTemplate camel;

    HttpMedia(Replies replies, HttpLogin login, ProducerTemplate camel) {
        this.replies = replies;
        this.login = login;
        this.camel = camel;
    }

    /** The file is not ready: the system says to come back. */
    static final class NotYet extends IOException {
        final Duration wait;

        NotYet(Duration wait) {
            super("not yet");
            this.wait = wait;
        }
    }

    boolean serves(HttpTalk talk, Map<String, Object> record) {
        Media media = Records.kindOf(talk.reply().getCall().types(), record).media();
        return media != null && media.path() != null;
    }

    /** Fetches what belongs to a record, where it is asked for and not only proven gone. */
    Sink.MediaSource of(HttpTalk talk, Map<String, Object> record) {
        ItemType type = Records.kindOf(talk.reply().getCall().types(), record);
        return talk.reply().lease().action() == Action.QUERY
                ? found -> fetch(talk, type, found)
                : Sink.MediaSource.NONE;
    }

    private List<Sink.SealedMedia> fetch(HttpTalk talk, ItemType type, Map<String, Object> record) throws IOException {
        Media media = type.media();
        String named = Records.text(record.get(media.field()));
        if (named == null || named.isBlank() || named.equals("false")) {
            return List.of();
        }
        List<Sink.SealedMedia> fetched = new ArrayList<>();
        if (media.list() == null) {
            fetched.add(file(talk, type, record, named, media.type(), media.path()));
        } else {
            for (JsonNode entry : list(talk, type, record)) {
                String path = media.path()
                        .replace(
                                "{entry.id}", HttpWords.encoded(entry.path("id").asText()));
                fetched.add(file(
                        talk,
                        type,
                        record,
                        entry.path("name").asText("attachment"),
                        entry.path("contentType").asText(media.type()),
                        path));
            }
        }
        return fetched;
    }

    private List<JsonNode> list(HttpTalk talk, ItemType type, Map<String, Object> record) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        String pointer = replies.parameter(talk.reply().connector(), "records", "");
        String next = replies.parameter(talk.reply().connector(), "next", "/@odata.nextLink");
        URI uri = address(talk, type, record, type.media().list());
        while (uri != null) {
            JsonNode page = json(talk, uri);
            page.at(pointer).forEach(entries::add);
            String link = page.at(next).asText("");
            uri = link.isEmpty() ? null : own(talk, uri.resolve(link));
        }
        return entries;
    }

    private Sink.SealedMedia file(
            HttpTalk talk, ItemType type, Map<String, Object> record, String name, String mediaType, String path)
            throws IOException {
        URI uri = address(talk, type, record, path);
        if (type.media().link() != null) {
            uri = uri.resolve(json(talk, uri).at(type.media().link()).asText());
        }
        Download download = new Download(own(talk, uri), authorization(talk, uri), in -> {
            try (Vault.Draft draft =
                    replies.services().vault().draft(talk.reply().lease().requestId(), Vault.Key.PAYLOAD, mediaType)) {
                in.transferTo(draft.hashed());
                return draft.seal();
            }
        });
        org.dsrhub.vault.Blob blob = (org.dsrhub.vault.Blob) run(talk, download);
        return new Sink.SealedMedia(new Item.Media(name, mediaType, blob.id(), blob.size()), blob);
    }

    private JsonNode json(HttpTalk talk, URI uri) throws IOException {
        return (JsonNode) run(
                talk, new Download(uri, login.authorization(talk.reply().connector()), in -> {
                    JsonNode json = JSON.readTree(in.readNBytes(LARGEST_LIST));
                    return json == null ? JsonNodeFactory.instance.missingNode() : json;
                }));
    }

    private static URI address(HttpTalk talk, ItemType type, Map<String, Object> record, String path) {
        String reference = Records.reference(type, record);
        return URI.create(talk.base()
                + HttpWords.path(HttpWords.written(path), record).replace("{reference}", HttpWords.encoded(reference)));
    }

    /** A file may lie with a second server, if the connector file names it; that one never sees the hub's token. */
    private URI own(HttpTalk talk, URI uri) {
        String files = replies.parameter(talk.reply().connector(), "files", null);
        if (!HttpTalk.sameOrigin(uri.toString(), talk.base().toString())
                && (files == null || !HttpTalk.sameOrigin(uri.toString(), files))) {
            throw new Problem(
                    "link-elsewhere",
                    "the system's link to a file leads to another server; name it under 'files' if it is the system's own");
        }
        return uri;
    }

    private String authorization(HttpTalk talk, URI uri) {
        return HttpTalk.sameOrigin(uri.toString(), talk.base().toString())
                ? login.authorization(talk.reply().connector())
                : null;
    }

    private Object run(HttpTalk talk, Download download) throws IOException {
        if (!talk.reply().paced()) {
            throw new NotYet(RATE_USED_UP);
        }
        Exchange done = camel.request(
                "direct:" + talk.reply().connector().queue() + ".media",
                exchange -> exchange.getMessage().setBody(download));
        if (done.getException() instanceof IOException e) {
            throw e;
        }
        if (done.getException() instanceof RuntimeException e) {
            throw e;
        }
        if (done.getException() != null) {
            throw new SystemUnavailable("file-unreachable: a file could not be fetched");
        }
        int status = download.status;
        if (status == 202) {
            throw new NotYet(download.retryAfter == null ? TRANSCODING : HttpCalls.retryAfter(download.retryAfter));
        }
        if (status == 429) {
            throw new NotYet(HttpCalls.retryAfter(download.retryAfter));
        }
        if (status != 200) {
            if (status >= 500 || talk.reply().lease().attempt() < TRIES) {
                throw new SystemUnavailable("file-missing: a file that a record names gives " + status);
            }
            throw new Problem(
                    "file-missing",
                    "a recording or attachment that a record names cannot be fetched (" + status
                            + "); have the system's owner restore it, then retry");
        }
        return download.result;
    }

    /** Takes what the route brought. */
    public void take(Download download, Map<String, Object> headers, InputStream body) throws IOException {
        try (InputStream in = body == null ? InputStream.nullInputStream() : body) {
            download.status = ((Number) headers.get(Exchange.HTTP_RESPONSE_CODE)).intValue();
            download.retryAfter = headers.get("Retry-After") == null
                    ? null
                    : headers.get("Retry-After").toString();
            if (download.status == 200) {
                download.result = download.reader.read(in);
            }
        }
    }

    private interface Reader {
        Object read(InputStream in) throws IOException;
    }

    /** One file on its way; belongs to one exchange. */
    public static final class Download {
        private final URI uri;
        private final String authorization;
        private final Reader reader;
        private int status;
        private String retryAfter;
        private Object result;

        private Download(URI uri, String authorization, Reader reader) {
            this.uri = uri;
            this.authorization = authorization;
            this.reader = reader;
        }

        public String getUri() {
            return uri.toString();
        }

        public String getAuthorization() {
            return authorization;
        }

        @Override
        public String toString() {
            return "Download";
        }
    }
}
