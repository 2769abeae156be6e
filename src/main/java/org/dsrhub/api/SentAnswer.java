package org.dsrhub.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.dsrhub.connector.ManualAnswers;
import org.dsrhub.intake.InvalidRequest;
import org.dsrhub.intake.Violation;
import org.dsrhub.vault.Vault;

/**
 * The answer of a person as it was sent: alone, or as part {@code answer} beside scanned documents. The documents go from
 * the wire into the vault; nothing of them lies in a temporary file or whole in memory.
 *
 * @param documents file name → scan, not yet referred to: what nothing refers to is swept
 * @param digests of the documents' contents, by name
 */
record SentAnswer(JsonNode json, Map<String, ManualAnswers.Scan> documents, Map<String, String> digests) {
    static final int MOST_DOCUMENTS = 200;
    static final Set<String> MEDIA_TYPES = Set.of("application/pdf", "image/jpeg", "image/png");
    private static final int LARGEST_JSON = (int) BodyLimit.LARGEST;
    private static final ObjectMapper JSON = new ObjectMapper();

    static SentAnswer alone(JsonNode json) {
        return new SentAnswer(json, Map.of(), Map.of());
    }

    /** What tells this answer from another: equal where both say the same, with the same documents. */
    String content() {
        return json + "\n" + digests;
    }

    /** @throws InvalidRequest naming each part that is wrong */
    static SentAnswer read(HttpServletRequest request, Vault vault, UUID requestId) throws IOException {
        List<Violation> wrong = new ArrayList<>();
        Map<String, ManualAnswers.Scan> documents = new TreeMap<>();
        Map<String, String> digests = new TreeMap<>();
        JsonNode json = null;
        try {
            FileItemIterator parts = new FileUpload().getItemIterator(new ServletRequestContext(request));
            while (parts.hasNext()) {
                FileItemStream part = parts.next();
                try (InputStream in = part.openStream()) {
                    if ("answer".equals(part.getFieldName())) {
                        json = json(in);
                    } else if (!"document".equals(part.getFieldName())) {
                        wrong.add(new Violation("", "a part is neither 'answer' nor 'document'"));
                    } else {
                        document(part, in, vault, requestId, documents, digests, wrong);
                    }
                }
            }
        } catch (FileUploadException e) {
            throw new InvalidRequest(List.of(new Violation("", "is no readable multipart/form-data")));
        }
        if (json == null) {
            wrong.add(new Violation("", "the part 'answer' is missing, or no JSON"));
        }
        if (!wrong.isEmpty()) {
            throw new InvalidRequest(wrong);
        }
        return new SentAnswer(json, documents, digests);
    }

    private static JsonNode json(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST_JSON + 1);
        if (bytes.length > LARGEST_JSON) {
            throw new BodyLimit.TooLarge();
        }
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static void document(
            FileItemStream part,
            InputStream in,
            Vault vault,
            UUID requestId,
            Map<String, ManualAnswers.Scan> documents,
            Map<String, String> digests,
            List<Violation> wrong)
            throws IOException {
        String at = "/document/" + documents.size();
        String name = DisplayName.sent(part).strip();
        String type = part.getContentType() == null
                ? ""
                : part.getContentType().replaceAll(";.*", "").strip();
        if (name.isEmpty() || name.length() > 200 || name.chars().anyMatch(c -> c < ' ' || c == '/' || c == '\\')) {
            wrong.add(new Violation(at, "needs a file name of its own, without folder"));
        } else if (!MEDIA_TYPES.contains(type)) {
            wrong.add(new Violation(
                    at,
                    "its Content-Type must be one of "
                            + MEDIA_TYPES.stream().sorted().toList()));
        } else if (documents.containsKey(name)) {
            wrong.add(new Violation(at, "has the name of another document"));
        } else if (documents.size() == MOST_DOCUMENTS) {
            wrong.add(new Violation(at, "is one too many: at most " + MOST_DOCUMENTS));
        } else {
            MessageDigest digest = sha256();
            try (Vault.Draft draft = vault.draft(requestId, Vault.Key.PAYLOAD, type)) {
                new DigestInputStream(in, digest).transferTo(draft.hashed());
                documents.put(name, new ManualAnswers.Scan(name, draft.seal()));
            }
            digests.put(name, HexFormat.of().formatHex(digest.digest()));
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "SentAnswer[" + documents.size() + " documents]";
    }
}
