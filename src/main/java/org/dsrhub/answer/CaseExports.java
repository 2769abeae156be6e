package org.dsrhub.answer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;

/** A case as a supervisory authority verifies it: what was asked, searched, decided and sent, and by which rule. */
public interface CaseExports {
    /**
     * Streams a ZIP: {@code case.pdf} to read, {@code case.json} for machines, the letters of the answers, {@code manifest.json}
     * with the SHA-256 of each, its signature and the key to verify it by. It names the data subject and nobody else, and
     * holds of its items no more than what the rules knew.
     *
     * @param by account that exports
     */
    void write(UUID requestId, String by, OutputStream to) throws IOException;
}
