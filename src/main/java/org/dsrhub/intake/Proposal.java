package org.dsrhub.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.Right;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;

/**
 * What a mail that waits for a person was understood to be, for that person to confirm or to correct. Personal data, so it lies
 * in the vault beside the mail.
 *
 * @param mailbox that it came to, as {@link Mailbox#id}
 * @param kind of {@link Reading.Kind}
 * @param language null where too little was written to tell
 * @param confidence see {@link Reading}
 * @param found language, right or kind, and the phrase of the lexicon; no words of the letter
 * @param identifiers that it names
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Proposal(
        String mailbox,
        Instant receivedAt,
        String kind,
        Set<Right> rights,
        String language,
        double confidence,
        List<String> found,
        List<Identifier> identifiers) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    /** @param value a national number masked */
    public record Identifier(String kind, String value) {
        @Override
        public String toString() {
            return "Identifier[" + kind + "]";
        }
    }

    Blob seal(Vault vault, UUID keys) {
        try {
            return vault.seal(keys, Vault.Key.EVIDENCE, "application/json", JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Proposal open(Vault vault, UUID blob) {
        try (InputStream in = vault.read(blob)) {
            return JSON.readValue(in, Proposal.class);
        } catch (IOException e) {
            throw new UncheckedIOException("mail-proposal: it cannot be read; check the vault", e);
        }
    }

    @Override
    public String toString() {
        return "Proposal[" + kind + " " + rights + " " + confidence + "]";
    }
}
