package org.dsrhub.connector;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a SOAP system wants to be talked to, as its connector file says.
 *
 * @param latest whether it speaks SOAP 1.2; else 1.1
 * @param action of each call, with {@code {operation}} for the name of the body's element
 * @param header XML that goes into the header of each envelope, null for none
 * @param records path of the records' elements below the body, for example {@code /FindResponse/policies/policy}
 * @param next path of what the next page is asked with, null where there are no pages
 * @param count path of the number of records of all pages, null where the system gives none
 * @param absent names of faults by which the system says that it has no such thing
 * @param largest bytes of one envelope
 */
record SoapShape(
        boolean latest,
        String action,
        String header,
        String records,
        String next,
        String count,
        Set<String> absent,
        long largest) {
    private static final long MEGABYTE = 1L << 20;

    static SoapShape of(Replies replies, Connector connector) {
        return new SoapShape(
                replies.parameter(connector, "soap", "1.1").strip().equals("1.2"),
                replies.parameter(connector, "action", ""),
                replies.parameter(connector, "header", null),
                replies.parameter(connector, "records", ""),
                replies.parameter(connector, "next", null),
                replies.parameter(connector, "count", null),
                Stream.of(replies.parameter(connector, "absent", "").split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()),
                Long.parseLong(replies.parameter(connector, "largest-reply", "64")) * MEGABYTE);
    }
}
