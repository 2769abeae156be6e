package org.dsrhub.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Item;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;

/** The share on which recordings lie: {@code <name>.wav} and beside it the sidecar {@code <name>.json}. */
@Component("recording-share")
public class RecordingShare {
    private static final int TRIES_OF_HALF_FILES = 6;
    private static final int LARGEST_SIDECAR = 4 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Replies replies;

    RecordingShare(Replies replies) {
        this.replies = replies;
    }

    boolean serves(Connector connector) {
        return connector.items().values().stream().anyMatch(type -> type.media() != null);
    }

    /** Streams a record's recording into the vault and adds what its sidecar says to the record. */
    Sink.MediaSource of(Reply reply, Map<String, Object> record) {
        ItemType type = Records.kindOf(reply.getCall().types(), record);
        boolean wanted = type.media() != null && reply.lease().action() == Action.QUERY;
        return wanted ? found -> fetch(reply, type, found) : Sink.MediaSource.NONE;
    }

    private List<Sink.SealedMedia> fetch(Reply reply, ItemType type, Map<String, Object> record) throws IOException {
        String name = Records.text(record.get(type.media().field()));
        if (name == null || name.isBlank()) {
            return List.of();
        }
        Path wav = file(reply.connector(), name);
        try {
            Map<String, Object> sidecar = sidecar(sidecarOf(wav));
            requireWhole(wav);
            Blob blob = copy(reply, type, wav);
            sidecar.forEach(record::putIfAbsent);
            return List.of(new Sink.SealedMedia(
                    new Item.Media(wav.getFileName().toString(), type.media().type(), blob.id(), blob.size()), blob));
        } catch (NoSuchFileException e) {
            throw half(reply, "is missing");
        } catch (Half e) {
            throw half(reply, e.getMessage());
        }
    }

    private static RuntimeException half(Reply reply, String how) {
        return reply.lease().attempt() < TRIES_OF_HALF_FILES
                ? new SystemUnavailable("recording-incomplete: a file of the index " + how)
                : new Problem(
                        "recording-incomplete",
                        "a recording or sidecar that the index names " + how
                                + " on the share; have the archive's owner restore it, then retry");
    }

    private Blob copy(Reply reply, ItemType type, Path wav) throws IOException {
        try (InputStream in = Files.newInputStream(wav);
                Vault.Draft draft = replies.services()
                        .vault()
                        .draft(
                                reply.lease().requestId(),
                                Vault.Key.PAYLOAD,
                                type.media().type())) {
            in.transferTo(draft.hashed());
            return draft.seal();
        }
    }

    private static Map<String, Object> sidecar(Path file) throws IOException, Half {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST_SIDECAR);
            return JSON.readValue(content, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new Half("has a sidecar that is half written");
        }
    }

    /** A WAV says in its head how long it is; a longer promise than the file holds is a copy still under way. */
    private static void requireWhole(Path wav) throws IOException, Half {
        byte[] head = new byte[12];
        try (InputStream in = Files.newInputStream(wav)) {
            if (in.readNBytes(head, 0, 12) < 12) {
                throw new Half("is half written");
            }
        }
        String form = new String(head, 0, 4, StandardCharsets.US_ASCII);
        if (form.equals("RIFF")) {
            long promised = Integer.toUnsignedLong(
                    ByteBuffer.wrap(head, 4, 4).order(ByteOrder.LITTLE_ENDIAN).getInt());
            if (promised != 0xFFFFFFFFL && Files.size(wav) < promised + 8) {
                throw new Half("is half written");
            }
        }
    }

    private static final class Half extends Exception {
        Half(String message) {
            super(message, null, false, false);
        }
    }

    /** Removes sidecar and recording of the item at hand; the index row goes after them. */
    public void remove(HttpTalk talk) throws IOException {
        Call call = talk.reply().getCall();
        if (talk.reply().lease().action() != Action.ERASE || call.item() == null) {
            return;
        }
        ItemType type = call.types().get(0);
        Object name = type.media() == null
                ? null
                : call.item().record().get(type.media().field());
        if (name != null && !name.toString().isBlank()) {
            Path wav = file(talk.reply().connector(), name.toString());
            Files.deleteIfExists(sidecarOf(wav));
            Files.deleteIfExists(wav);
        }
    }

    private static Path sidecarOf(Path wav) {
        String name = wav.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return wav.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".json");
    }

    private Path file(Connector connector, String name) throws IOException {
        Path share = Path.of(replies.parameter(connector, "media", "")).toRealPath();
        try {
            Path file = share.resolve(name).normalize();
            Path parent = file.getParent();
            if (name.indexOf('\\') < 0
                    && !Path.of(name).isAbsolute()
                    && file.startsWith(share)
                    && !file.equals(share)
                    && !Files.isSymbolicLink(file)
                    && (!Files.exists(parent) || parent.toRealPath().startsWith(share))) {
                return file;
            }
        } catch (InvalidPathException e) {
            // as below
        }
        throw new Problem(
                "file-outside-share",
                "the index names a file that is not on the share; have the archive's owner look into it: it may be an attack");
    }
}
