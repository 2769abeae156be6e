package org.dsrhub.answer;

import java.util.Map;
import org.dsrhub.ledger.Item;

/** The name of a recording or document in the package: generated, since the source's own may hold personal data. */
final class MediaName {
    private static final Map<String, String> EXTENSIONS = Map.of(
            "audio/wav", "wav",
            "audio/x-wav", "wav",
            "audio/mpeg", "mp3",
            "audio/ogg", "ogg",
            "audio/mp4", "m4a",
            "application/pdf", "pdf",
            "message/rfc822", "eml",
            "text/plain", "txt",
            "image/jpeg", "jpg",
            "image/png", "png");

    private MediaName() {}

    /** The same at every call, so that data book and data.json may name it before it is written. */
    static String of(Item.Media media) {
        return "recordings/" + media.blobId() + "." + EXTENSIONS.getOrDefault(media.mediaType(), "bin");
    }
}
