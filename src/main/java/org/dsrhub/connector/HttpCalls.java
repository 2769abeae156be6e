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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** The steps of a route that talks HTTP and JSON. */
@Component("http-calls")
public class HttpCalls {
    private static final int TRIES_OF_BAD_REPLIES = 4;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final int MOST_OF_AN_ERROR = 4096;
    /** As Dataverse names which of its limits was reached. */
    private static final Pattern THROTTLING_CODE = Pattern.compile("0x8007[0-9a-fA-F]{4}");

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(1);

    private final Replies replies;
    private final RecordingShare share;
    private final HttpMedia media;
    private final HttpLogin login;

    HttpCalls(Replies replies, RecordingShare share, HttpMedia media, HttpLogin login) {
        this.replies = replies;
        this.share = share;
        this.media = media;
        this.login = login;
    }

    public HttpTalk begin(Lease lease) {
        Reply reply = replies.begin(lease);
        Connector connector = reply.connector();
        String url = replies.parameter(connector, "url", "");
        return new HttpTalk(
                reply,
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                HttpShape.of(replies, connector),
                () -> login.authorization(connector));
    }

    public boolean next(HttpTalk talk) {
        return talk.next();
    }

    /**
     * Reads what came back for the call at hand.
     *
     * @param headers of the reply, as far as a route lets them in
     * @param body null where the reply has none
     */
    public void read(HttpTalk talk, Map<String, Object> headers, InputStream body) throws IOException {
        int status = ((Number) headers.get(Exchange.HTTP_RESPONSE_CODE)).intValue();
        String retryAfter = header(headers, "Retry-After");
        try (InputStream in = body == null ? InputStream.nullInputStream() : body) {
            if (status == 429 || status == 503 && retryAfter != null) {
                throttled(talk.reply(), retryAfter, in);
            } else if (status >= 500 || status == 408) {
                throw new SystemUnavailable("http-" + status);
            } else if (status == 401
                    && login.refused(talk.reply().connector(), talk.lastAuthorization())
                    && talk.tryOtherToken()) {
                return;
            } else if (talk.isReadingVersion()) {
                versionRead(talk, status, header(headers, "ETag"), in);
            } else if (status == 202 && (talk.isPolling() || headers.get("Location") != null || isAsking(talk))) {
                talk.accepted(header(headers, "Location"), retryAfter == null ? LOOK_AGAIN : retryAfter(retryAfter));
            } else if (talk.isPolling() && (status == 404 || status == 410)) {
                talk.jobGone();
                throw new SystemUnavailable("job-lost: the system knows the job no more");
            } else if (isAsking(talk)) {
                answered(talk, status, in);
            } else if (status == 409 || status == 412) {
                changedMeanwhile(talk, status);
            } else {
                commanded(talk.reply(), status);
            }
        }
    }

    private static boolean isAsking(HttpTalk talk) {
        return talk.reply().isAsking();
    }

    private static String header(Map<String, Object> headers, String name) {
        Object value = headers.get(name);
        return value == null ? null : value.toString();
    }

    private static void versionRead(HttpTalk talk, int status, String etag, InputStream in) throws IOException {
        if (status == 404 || status == 410) {
            talk.reply().carriedOut();
        } else if (status != 200) {
            throw refused(status);
        } else if (talk.shape().versionInHeader()) {
            talk.versionRead(etag);
        } else {
            talk.versionRead(JsonPage.text(in, talk.shape().version()));
        }
    }

    private static void changedMeanwhile(HttpTalk talk, int status) {
        if (talk.shape().version() == null) {
            throw refused(status);
        }
        if (!talk.readVersionAgain()) {
            throw new SystemUnavailable("changed-meanwhile: the record is changed by others all the time");
        }
    }

    /** The system asks to wait: so does everything that goes to its back end. */
    static void throttled(Reply reply, String retryAfter, InputStream in) throws IOException {
        Duration wait = retryAfter(retryAfter);
        Matcher code = THROTTLING_CODE.matcher(
                new String(in.readNBytes(MOST_OF_AN_ERROR), java.nio.charset.StandardCharsets.UTF_8));
        String which = code.find() ? " (" + code.group() + ")" : "";
        reply.services()
                .backends()
                .notBefore(
                        reply.connector().backend(),
                        Instant.now().plus(wait),
                        "throttled: the system asked to wait" + which);
        reply.end(Completion.retry("throttled: the system asked to wait " + wait.toSeconds() + " s" + which, wait));
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
            if (share.serves(connector)) {
                slowly(talk, page, in);
            } else {
                stream(talk, page, in);
            }
        } catch (HttpMedia.NotYet e) {
            talk.later(e.wait);
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

    private static void stream(HttpTalk talk, JsonPage page, InputStream in) throws IOException, JsonPage.Unreadable {
        long[] count = {0};
        String link = page.read(in, record -> {
            count[0]++;
            talk.reply().add(flat(talk, record), Sink.MediaSource.NONE);
        });
        talk.pageRead(link, count[0], page.total());
    }

    private static Map<String, Object> flat(HttpTalk talk, Map<String, Object> record) {
        if (talk.mailbox() != null) {
            record.put("mailbox", talk.mailbox());
        }
        return NestedFields.of(talk.reply().getCall().types(), record);
    }

    /** First the page, then the files: copying a recording takes longer than a server lets a connection idle. */
    private void slowly(HttpTalk talk, JsonPage page, InputStream in) throws IOException, JsonPage.Unreadable {
        List<Map<String, Object>> records = new ArrayList<>();
        String link = page.read(in, record -> records.add(flat(talk, record)));
        in.close(); // its connection is what the files come over
        for (Map<String, Object> record : records) {
            talk.reply()
                    .add(record, media.serves(talk, record) ? media.of(talk, record) : share.of(talk.reply(), record));
        }
        talk.pageRead(link, records.size(), page.total());
    }

    private static void commanded(Reply reply, int status) {
        if (status >= 200 && status < 300 || status == 404 || status == 410) {
            reply.carriedOut();
        } else {
            throw refused(status);
        }
    }

    static Problem refused(int status) {
        return new Problem(
                "http-" + status,
                switch (status) {
                    case 401, 403 ->
                        "the system refuses the hub's account; renew the properties behind 'token', 'password' or 'client-secret', then retry";
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
