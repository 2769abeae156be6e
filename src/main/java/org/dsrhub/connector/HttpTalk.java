package org.dsrhub.connector;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dsrhub.ledger.Completion;
import org.dsrhub.request.Problem;
import org.dsrhub.request.SubjectKey;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The calls of one task over HTTP: what goes out next. A question's text is a path; a command's is a method, a path and
 * perhaps a body: {@code POST /suppressions {"email": {value}}}. One call of the connector file may become many: pages,
 * mailboxes, spans of days, a look at the version before a change, a job and the look at its end.
 */
public final class HttpTalk {
    private static final int MOST_PAGES = 100_000;
    private static final int MOST_VERSIONS = 3;
    private static final Set<String> CHANGES = Set.of("PUT", "PATCH", "DELETE");

    private final Reply reply;
    private final URI base;
    private final HttpShape shape;
    private final Supplier<String> login;
    private final HttpJobs jobs;
    private final Set<String> visited = new HashSet<>();
    private final Set<String> pending = new HashSet<>();
    private final Deque<Part> parts = new ArrayDeque<>();
    private Duration lookAgain;
    private Part part;
    private String name;
    private boolean polling;
    private boolean again;
    private boolean renewed;
    private String method;
    private String written;
    private URI uri;
    private URI first;
    private String body;
    private URI nextPage;
    private PageCount count = new PageCount();
    private boolean readingVersion;
    private int versionsRead;
    private String version;
    private String authorization;

    /** A question to one place about a span of days. */
    private record Part(String place, LocalDate from, LocalDate until) {}

    HttpTalk(Reply reply, String base, HttpShape shape, Supplier<String> login) {
        this.reply = reply;
        this.base = URI.create(base);
        this.shape = shape;
        this.login = login;
        this.jobs = new HttpJobs(reply.lease().taskId(), reply.lease().reference());
    }

    Reply reply() {
        return reply;
    }

    /** Moves on to the next page of the call at hand, or to the next call. */
    boolean next() {
        if (reply.ended()) {
            return false;
        }
        if (again) {
            again = false;
            // Counts like any call, but does not wait: little time may pass between the look at the holds and the
            // change.
            if (reply.connector().limits().permits() != null) {
                reply.services().backends().spend(reply.connector().backend());
            }
            return true;
        }
        renewed = false;
        if (nextPage != null) {
            uri = nextPage;
            nextPage = null;
            return reply.paced();
        }
        if (!parts.isEmpty()) {
            return reply.paced() && begin(parts.poll());
        }
        if (jobs.isFull() && !pending.isEmpty() || !reply.nextPaced()) {
            return waiting();
        }
        Call call = reply.getCall();
        method = "GET";
        written = call.text();
        body = null;
        if (!written.startsWith("/")) {
            String[] words = written.split(" ", 3);
            if (words.length < 2) {
                throw new Problem("command-unreadable", "write commands as METHOD /path in the connector file");
            }
            method = words[0];
            written = words[1];
            body = words.length < 3 ? null : HttpText.json(words[2], call);
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC).plusDays(1);
        boolean everywhere = written.contains("{mailbox}");
        for (String place : everywhere ? shape.places() : Collections.<String>singletonList(null)) {
            parts.add(new Part(place, from(call), until(call, today)));
        }
        return begin(parts.poll());
    }

    private boolean begin(Part next) {
        part = next;
        visited.clear();
        count = new PageCount();
        version = null;
        versionsRead = 0;
        Call call = reply.getCall();
        String path = path(call);
        name = HexFormat.of()
                .formatHex(reply.services().hash().of("http-call", method + path + Objects.hashCode(body)), 0, 8);
        if (pending.contains(name)) {
            return waiting(); // the items left over are those that the system works on
        }
        polling = jobs.path(name) != null;
        readingVersion = !polling && shape.version() != null && CHANGES.contains(method) && call.item() != null;
        uri = polling ? base.resolve(jobs.path(name)) : URI.create(base + path);
        first = uri;
        return true;
    }

    private String path(Call call) {
        String text = HttpWords.written(written)
                .replace("{from}", part.from().toString())
                .replace("{until}", part.until().toString());
        if (part.place() != null) {
            text = text.replace("{mailbox}", HttpWords.mailbox(part.place()));
        }
        if (call.item() != null) {
            text = HttpWords.path(text, call.item().record());
        }
        return HttpText.path(text, call, shape.language());
    }

    /** The widest period of the keys that it may be asked by: too many records do no harm, their days are looked at. */
    private LocalDate from(Call call) {
        return keys(call).map(SubjectKey::from).anyMatch(Objects::isNull)
                ? shape.earliest()
                : keys(call)
                        .map(SubjectKey::from)
                        .min(LocalDate::compareTo)
                        .filter(day -> day.isAfter(shape.earliest()))
                        .orElse(shape.earliest());
    }

    private LocalDate until(Call call, LocalDate today) {
        return keys(call).map(SubjectKey::until).anyMatch(Objects::isNull)
                ? today
                : keys(call).map(SubjectKey::until).max(LocalDate::compareTo).orElse(today);
    }

    private Stream<SubjectKey> keys(Call call) {
        return reply.subject() == null || call.kind() == null
                ? Stream.empty()
                : reply.subject().allKeys().stream().filter(key -> key.kind() == call.kind());
    }

    /** No call is left but for jobs that are not done. */
    private boolean waiting() {
        if (!pending.isEmpty()) {
            reply.end(Completion.waiting(jobs.reference(), lookAgain));
        }
        return false;
    }

    /** The system has taken the call as a job. @param location where to look for its end, null where it is not said anew */
    void accepted(String location, Duration wait) {
        if (location != null) {
            URI job = uri.resolve(location);
            requireOwn(job);
            jobs.begun(name, job.getRawQuery() == null ? job.getRawPath() : "?");
        } else if (!polling) {
            throw new Problem("job-unreadable", "the system names no address of the job it began; ask its owner");
        }
        pending.add(name);
        lookAgain(wait);
        parts.removeIf(left -> jobs.isFull());
    }

    /** What it gave is not all there yet; all is asked again then. */
    void later(Duration wait) {
        lookAgain(wait);
        reply.end(Completion.waiting(jobs.reference(), lookAgain));
    }

    private void lookAgain(Duration wait) {
        lookAgain = lookAgain == null || wait.compareTo(lookAgain) < 0 ? wait : lookAgain;
    }

    /** Whether the call at hand only looks how a job stands. */
    boolean isPolling() {
        return polling;
    }

    /** The system knows the job no more: it is begun anew with the next try. */
    void jobGone() {
        jobs.forget(name);
    }

    /** The call at hand was refused for a token that has been forgotten since. @return false where that was so before */
    boolean tryOtherToken() {
        if (renewed) {
            return false;
        }
        renewed = true;
        again = true;
        return true;
    }

    boolean isReadingVersion() {
        return readingVersion;
    }

    /** @param found what the record must be changed with */
    void versionRead(String found) {
        if (found == null || found.isBlank()) {
            throw new Problem(
                    "version-missing",
                    "the system gives no version of a record; correct 'version' in the connector file");
        }
        version = found;
        readingVersion = false;
        again = true;
    }

    /** Somebody else changed the record meanwhile. @return false where that goes on and on */
    boolean readVersionAgain() {
        if (version == null || ++versionsRead >= MOST_VERSIONS) {
            return false;
        }
        readingVersion = true;
        again = true;
        return true;
    }

    /**
     * The page at hand is read.
     *
     * @param link address or cursor of the next, null where there is none
     * @param total records of all pages, as the system says; null where this page does not
     * @throws JsonPage.Unreadable after the last page, where fewer or more records came than the system says it has
     */
    void pageRead(String link, long records, Long total) throws JsonPage.Unreadable {
        count.add(records, total);
        if (shape.offset() != null) {
            if (records > 0) {
                follow(with(shape.offset(), String.valueOf(count.read())));
            }
        } else if (link != null && !link.isBlank()) {
            follow(shape.cursor() == null ? link : with(shape.cursor(), link));
        }
        if (nextPage == null && shape.mostHits() != null && count.read() >= shape.mostHits()) {
            split();
        } else if (nextPage == null) {
            count.requireAll();
        }
    }

    private String with(String parameter, String value) {
        return UriComponentsBuilder.fromUri(first)
                .replaceQueryParam(parameter, HttpWords.encoded(value))
                .build(true)
                .toUriString();
    }

    /** So many hits that some are missing: each half of the days is asked for on its own. */
    private void split() {
        long days = ChronoUnit.DAYS.between(part.from(), part.until());
        if (days <= 0 || !written.contains("{from}")) {
            throw new Problem(
                    "search-truncated",
                    "the search ends at " + shape.mostHits()
                            + " hits and one day alone has more; have a person search the rest");
        }
        LocalDate middle = part.from().plusDays(days / 2);
        parts.addFirst(new Part(part.place(), middle.plusDays(1), part.until()));
        parts.addFirst(new Part(part.place(), part.from(), middle));
    }

    /** Goes on to that page, if it is of the same system and a new one. */
    void follow(String link) {
        URI target;
        try {
            target = uri.resolve(link);
        } catch (IllegalArgumentException e) {
            throw new Problem("link-unreadable", "the system's link to the next page is no address; ask its owner");
        }
        requireOwn(target);
        if (!visited.add(target.toString()) || visited.size() > MOST_PAGES) {
            throw new Problem("link-without-end", "the system's pages lead in a circle; ask its owner");
        }
        nextPage = target;
    }

    private void requireOwn(URI target) {
        if (!sameOrigin(target.toString(), base.toString())) {
            throw new Problem("link-elsewhere", "the system's link leads to another server; ask its owner");
        }
    }

    static boolean sameOrigin(String one, String other) {
        return origin(URI.create(one)).equals(origin(URI.create(other)));
    }

    private static String origin(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(java.util.Locale.ROOT);
    }

    URI base() {
        return base;
    }

    HttpShape shape() {
        return shape;
    }

    /** The mailbox that the records of the call at hand come from, null where it has none. */
    String mailbox() {
        return part == null || part.place() == null ? null : HttpWords.address(part.place());
    }

    public String getMethod() {
        return readingVersion || polling ? "GET" : method;
    }

    public String getUri() {
        return uri.toString();
    }

    /** JSON, or null. */
    public String getBody() {
        if (body == null || readingVersion || polling) {
            return null;
        }
        return version == null
                ? body
                : body.replace(
                        "{version}",
                        com.fasterxml.jackson.databind.node.TextNode.valueOf(version)
                                .toString());
    }

    public String getContentType() {
        return getBody() == null ? null : "application/json";
    }

    /** What a record must be changed with, null where that is in the body, or nothing. */
    public String getVersion() {
        return readingVersion || body != null && body.contains("{version}") ? null : version;
    }

    /** The header of that name, null where none is needed. */
    public String getAuthorization() {
        authorization = login.get();
        return authorization;
    }

    /** The header that the call at hand was made with. */
    String lastAuthorization() {
        return authorization;
    }

    @Override
    public String toString() {
        return "HttpTalk[" + reply + "]";
    }
}
