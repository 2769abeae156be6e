package org.dsrhub.connector;

/** How many records the pages of one question brought, and how many the system says they hold. */
final class PageCount {
    private Long promised;
    private long read;

    /** @param records of the page at hand @param total of all pages, as the system says; null where this page does not */
    void add(long records, Long total) {
        read += records;
        promised = total == null ? promised : total;
    }

    long read() {
        return read;
    }

    /** After the last page. @throws JsonPage.Unreadable where fewer or more records came than the system says it has */
    void requireAll() throws JsonPage.Unreadable {
        if (promised != null && promised != read) {
            throw new JsonPage.Unreadable("it counts " + promised + " records and brought " + read);
        }
    }
}
