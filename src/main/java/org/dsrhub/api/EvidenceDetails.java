package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.request.NationalId;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;

/** What is known of a document beside its content; personal data, so it lies in the vault as the document does. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EvidenceDetails(String name, String note, Signature signature) {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    /** @param country of the signer's number; null where the signature proves no signer */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Signature(
            SignatureReport.Verdict verdict,
            String level,
            Instant signedAt,
            String country,
            String number,
            String signerName,
            List<String> reasons) {
        static Signature of(SignatureReport report) {
            NationalId signer = report.signer();
            return new Signature(
                    report.verdict(),
                    report.level(),
                    report.signedAt(),
                    signer == null ? null : signer.country(),
                    signer == null ? null : signer.value(),
                    report.signerName(),
                    report.reasons());
        }

        NationalId signer() {
            return country == null ? null : new NationalId(country, number);
        }

        @Override
        public String toString() {
            return "Signature[" + verdict + "]";
        }
    }

    Blob seal(Vault vault, UUID requestId) throws IOException {
        return vault.seal(requestId, Vault.Key.EVIDENCE, "application/json", JSON.writeValueAsBytes(this));
    }

    static EvidenceDetails open(Vault vault, UUID blobId) throws IOException {
        try (InputStream in = vault.read(blobId)) {
            return JSON.readValue(in, EvidenceDetails.class);
        }
    }

    @Override
    public String toString() {
        return "EvidenceDetails[" + signature + "]";
    }
}
