package org.dsrhub.intake;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;

/** Keeps what a person wrote as a reason: in the vault, under the request's evidence key; the audit refers to it by id. */
@Component
public class Words {
    private final Vault vault;

    Words(Vault vault) {
        this.vault = vault;
    }

    public UUID keep(UUID requestId, String words) {
        Blob blob = vault.seal(
                requestId, Vault.Key.EVIDENCE, "text/plain; charset=utf-8", words.getBytes(StandardCharsets.UTF_8));
        vault.store(blob);
        return blob.id();
    }
}
