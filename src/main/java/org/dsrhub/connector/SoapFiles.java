package org.dsrhub.connector;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.connector.JsonPage.Unreadable;
import org.dsrhub.ledger.Item;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;

/**
 * Takes the records of one reply together with their files, which stand in the envelope as Base64 or follow it as parts
 * (MTOM). A part is streamed into the vault as it comes; the records that it belongs to wait for it.
 */
final class SoapFiles {
    private static final String ATTACHED = "attached";

    private final Reply reply;
    private final Map<String, Part> parts = new HashMap<>();
    private final List<Held> held = new ArrayList<>();
    private long count;

    SoapFiles(Reply reply) {
        this.reply = reply;
    }

    private record Held(ItemType type, Map<String, Object> record, List<Object> contents, Set<String> open) {}

    /** A part that is passing by, or has been sealed. */
    private final class Part {
        private final InputStream in;
        private Blob blob;

        Part(InputStream in) {
            this.in = in;
        }

        Blob sealed(ItemType type) throws IOException {
            if (blob == null) {
                blob = seal(type, in);
            }
            return blob;
        }
    }

    /** How many records came. */
    long count() {
        return count;
    }

    void record(Map<String, Object> record) throws IOException {
        count++;
        List<ItemType> types = reply.getCall().types();
        Map<String, Object> flat = NestedFields.of(types, record);
        ItemType type = Records.kindOf(types, flat);
        String field = type.media() == null ? null : type.media().field();
        flat.forEach((name, value) -> {
            if (!name.equals(field) && holdsFile(value)) {
                throw new Problem(
                        "attachment-undeclared",
                        "a record carries a file that no 'media' of the item names; name its field there, then retry");
            }
        });
        List<Object> contents = contents(field == null ? null : flat.get(field));
        if (field != null) {
            flat.put(field, contents.isEmpty() ? null : ATTACHED);
        }
        Set<String> open = new HashSet<>();
        contents.forEach(content -> {
            if (content instanceof SoapPage.File file) {
                open.add(file.contentId());
            }
        });
        Held own = new Held(type, flat, contents, open);
        if (open.isEmpty() || reply.lease().action() != Action.QUERY) {
            add(own);
        } else {
            held.add(own);
        }
    }

    private static boolean holdsFile(Object value) {
        return value instanceof SoapPage.File
                || value instanceof List<?> list && list.stream().anyMatch(SoapFiles::holdsFile)
                || value instanceof Map<?, ?> map && map.values().stream().anyMatch(SoapFiles::holdsFile);
    }

    private static List<Object> contents(Object value) {
        List<Object> contents = new ArrayList<>();
        for (Object one : value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
            if (one instanceof Map) {
                throw new Problem(
                        "attachment-unreadable",
                        "the field that 'media' names holds elements, not a file; name the element that holds it, as file.content");
            }
            if (one != null && !one.toString().isBlank()) {
                contents.add(one);
            }
        }
        return contents;
    }

    private void add(Held own) throws IOException {
        reply.add(
                own.record(),
                own.contents().isEmpty() || reply.lease().action() != Action.QUERY
                        ? Sink.MediaSource.NONE
                        : found -> files(own, found));
    }

    private List<Sink.SealedMedia> files(Held own, Map<String, Object> found) throws IOException {
        List<Sink.SealedMedia> files = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Object content : own.contents()) {
            Blob blob = content instanceof SoapPage.File file
                    ? parts.get(file.contentId()).sealed(own.type())
                    : seal(own.type(), decoded(content.toString()));
            String name = name(own.type(), files.size());
            names.add(name);
            files.add(new Sink.SealedMedia(new Item.Media(name, blob.mediaType(), blob.id(), blob.size()), blob));
        }
        found.put(own.type().media().field(), String.join(", ", names));
        return files;
    }

    private static InputStream decoded(String text) throws NotBase64 {
        try {
            return new java.io.ByteArrayInputStream(Base64.getMimeDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new NotBase64();
        }
    }

    /** A file in the envelope is not what it should be. */
    static final class NotBase64 extends IOException {
        NotBase64() {
            super("a file is no Base64");
        }
    }

    /** {@code content.pdf}, {@code content-2.pdf}. */
    private static String name(ItemType type, int before) {
        String field = type.media().field();
        String subtype = type.media().type().substring(type.media().type().indexOf('/') + 1);
        return field.substring(field.lastIndexOf('.') + 1) + (before == 0 ? "" : "-" + (before + 1)) + "."
                + (subtype.matches("[a-z0-9]{1,5}") ? subtype.replace("plain", "txt") : "bin");
    }

    private Blob seal(ItemType type, InputStream in) throws IOException {
        try (Vault.Draft draft = reply.services()
                .vault()
                .draft(
                        reply.lease().requestId(),
                        Vault.Key.PAYLOAD,
                        type.media().type())) {
            in.transferTo(draft.hashed());
            return draft.seal();
        }
    }

    /** Takes a part that follows the envelope; nothing of it is read where no record waits for it. */
    void part(String contentId, InputStream in) throws IOException {
        List<Held> waiting =
                held.stream().filter(one -> one.open().contains(contentId)).toList();
        if (waiting.isEmpty()) {
            return;
        }
        Part part = new Part(in);
        parts.put(contentId, part);
        for (Held one : waiting) {
            one.open().remove(contentId);
            if (one.open().isEmpty()) {
                add(one);
                held.remove(one);
            } else {
                part.sealed(one.type());
            }
        }
    }

    /** After the last part. */
    void requireAll() throws Unreadable {
        if (!held.isEmpty()) {
            throw new Unreadable("a file that a record names did not come with it");
        }
    }
}
