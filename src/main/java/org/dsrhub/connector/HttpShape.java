package org.dsrhub.connector;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an API wants to be talked to, as its template and connector file say.
 *
 * @param cursor query parameter that takes the value at {@code next}, null where that is an address
 * @param offset query parameter that takes the number of records read so far, null where pages are linked
 * @param version {@code ETag}, or JSON pointer of what a record must be changed with, null where it needs nothing
 * @param language in which values stand inside a question: {@code odata}, {@code kql}, or null
 * @param places mailboxes, each with a folder or without; one null where there are none
 * @param mostHits a search that finds so many has lost some, null where none has such an end
 * @param earliest first day that a search by days begins with
 */
record HttpShape(
        String cursor,
        String offset,
        String version,
        String language,
        List<String> places,
        Integer mostHits,
        LocalDate earliest) {
    static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);

    static HttpShape of(Replies replies, Connector connector) {
        String mailboxes = replies.parameter(connector, "mailboxes", null);
        String hits = replies.parameter(connector, "most-hits", null);
        String earliest = replies.parameter(connector, "earliest", null);
        return new HttpShape(
                replies.parameter(connector, "cursor", null),
                replies.parameter(connector, "offset", null),
                replies.parameter(connector, "version", null),
                replies.parameter(connector, "language", null),
                mailboxes == null
                        ? java.util.Collections.singletonList(null)
                        : Stream.of(mailboxes.split(",")).map(String::strip).toList(),
                hits == null ? null : Integer.valueOf(hits),
                earliest == null ? EARLIEST : LocalDate.parse(earliest));
    }

    boolean versionInHeader() {
        return "ETag".equalsIgnoreCase(version);
    }
}
