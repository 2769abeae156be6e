package org.dsrhub.connector;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** The steps of a route that talks HTTP and JSON. */
@Component("http-calls")
public class HttpCalls {
    private static final int TRIES_OF_BAD_REPLIES = 4;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(1);

    private final Replies replies;
    private final RecordingShare share;

    HttpCalls(Replies replies, RecordingShare share) {
        this.replies = replies;
        this.share = share;
    }

    public HttpTalk begin(Lease lease) {
        Reply reply = replies.begin(lease);
        Connector connector = reply.connector();
        String url = replies.parameter(connector, "url", "");
        return new HttpTalk(
                reply,
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                replies.parameter(connector, "token", ""));
    }

    public boolean next(HttpTalk talk) {
        return talk.next();
    }

    /**
     * Reads what came back for the call at hand.
     *
     * @param status of HTTP
     * @param retryAfter seconds or an HTTP date, null where the reply has none
     * @param body null where the reply has none
     */
    public void read(HttpTalk talk, int status, String retryAfter, InputStream body) throws IOException {
        try (InputStream in = body == null ? InputStream.nullInputStream() : body) {
            if (status == 429 || status == 503 && retryAfter != null) {
                throttled(talk.reply(), retryAfter);
            } else if (status >= 500 || status == 408) {
                throw new SystemUnavailable("http-" + status);
            } else if (talk.reply().isAsking()) {
                answered(talk, status, in);
            } else {
                commanded(talk.reply(), status);
            }
        }
    }

    private void throttled(Reply reply, String retryAfter) {
        Duration wait = retryAfter(retryAfter);
        replies.services()
                .backends()
                .notBefore(
                        reply.connector().backend(), Instant.now().plus(wait), "throttled: the system asked to wait");
        reply.end(Completion.retry("throttled: the system asked to wait " + wait.toSeconds() + " s", wait));
    }

    /** At least a second; a minute where the system does not say. */
    static Duration retryAfter(String header) {
        Duration wait = Duration.ofMinutes(1);
        if (header != null) {
            try {
                wait = header.strip().chars().allMatch(Character::isDigit)
                        ? Duration.ofSeconds(Long.parseLong(header.strip()))
                        : Duration.between(
                                Instant.now(),
                                ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                        .toInstant());
            } catch (DateTimeParseException | NumberFormatException e) {
                // as if it said nothing
            }
        }
        return wait.compareTo(Duration.ofSeconds(1)) < 0
                ? Duration.ofSeconds(1)
                : wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
    }

    private void answered(HttpTalk talk, int status, InputStream in) throws IOException {
        if (status != 200) {
            throw refused(status);
        }
        Connector connector = talk.reply().connector();
        JsonPage page = new JsonPage(
                replies.parameter(connector, "records", ""),
                replies.parameter(connector, "record", ""),
                replies.parameter(connector, "next", null),
                replies.parameter(connector, "count", null));
        try {
            String link = share.serves(connector) ? slowly(talk, page, in) : stream(talk, page, in);
            talk.counted(page.total());
            if (link != null && !link.isBlank()) {
                talk.follow(link);
            } else {
                talk.requireAll();
            }
        } catch (JsonPage.Unreadable e) {
            if (talk.reply().lease().attempt() < TRIES_OF_BAD_REPLIES) {
                throw new SystemUnavailable("reply-unreadable: " + e.getMessage());
            }
            throw new Problem(
                    "reply-unreadable",
                    "the system's reply cannot be used, " + e.getMessage()
                            + "; compare it with 'records', 'record' and 'next' of the connector file, or ask the owner, then retry");
        }
    }

    private static String stream(HttpTalk talk, JsonPage page, InputStream in) throws IOException, JsonPage.Unreadable {
        return page.read(in, record -> {
            talk.came();
            talk.reply().add(record, Sink.MediaSource.NONE);
        });
    }

    /** First the page, then the files: copying a recording takes longer than a server lets a connection idle. */
    private String slowly(HttpTalk talk, JsonPage page, InputStream in) throws IOException, JsonPage.Unreadable {
        List<Map<String, Object>> records = new ArrayList<>();
        String link = page.read(in, records::add);
        for (Map<String, Object> record : records) {
            talk.came();
            talk.reply().add(record, share.of(talk.reply(), record));
        }
        return link;
    }

    private static void commanded(Reply reply, int status) {
        if (status >= 200 && status < 300 || status == 404 || status == 410) {
            reply.carriedOut();
        } else {
            throw refused(status);
        }
    }

    private static Problem refused(int status) {
        return new Problem(
                "http-" + status,
                switch (status) {
                    case 401, 403 ->
                        "the system refuses the hub's token; renew the property behind 'token', then retry";
                    case 404 -> "nothing at that address; correct 'url' or 'ask' in the connector file, then retry";
                    case 400, 422 ->
                        "the system does not understand the question; correct 'ask' in the connector file, then retry";
                    default -> "the system refuses the call; ask its owner, then retry";
                });
    }

    public Completion finish(HttpTalk talk) throws IOException {
        return replies.finish(talk.reply());
    }

    public void close(HttpTalk talk) {
        if (talk != null) {
            replies.close(talk.reply());
        }
    }
}
