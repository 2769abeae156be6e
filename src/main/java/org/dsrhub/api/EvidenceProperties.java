package org.dsrhub.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much evidence is taken.
 *
 * @param document largest one
 * @param documents most in one call
 * @param requestDocuments most of one request
 * @param request all of one request together
 */
@ConfigurationProperties("hub.evidence")
record EvidenceProperties(
        @DefaultValue("25MB") DataSize document,
        @DefaultValue("10") int documents,
        @DefaultValue("100") int requestDocuments,
        @DefaultValue("250MB") DataSize request) {
    private static final long FIELDS = 64 * 1024;

    /** Bytes of one call. */
    long call() {
        return document.toBytes() * documents + FIELDS;
    }
}
