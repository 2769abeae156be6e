package org.dsrhub.identity.signature;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads a ZIP container once as a stream, keeps nothing but its signature files, and refuses what a validator should not
 * see. Archives inside of it are never opened.
 */
final class ContainerGate {
    private static final String ASIC_E = "application/vnd.etsi.asic-e+zip";
    private static final int LONGEST_NAME = 200;
    /** Bytes; ratios of less say nothing. */
    private static final int SMALL = 1024 * 1024;

    private static final int MOST_SIGNATURES = 10;
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;

    private final SignatureProperties limits;
    private final XmlGate xml = new XmlGate();
    private final Set<String> names = new HashSet<>();
    private long unpacked;
    private int signatures;

    ContainerGate(SignatureProperties limits) {
        this.limits = limits;
    }

    static boolean knows(byte[] document) {
        return document.length > 30
                && ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == LOCAL;
    }

    /** @throws Refused */
    void check(byte[] container) {
        List<String> listed = listed(container);
        List<String> found = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(container), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                found.add(entry.getName());
                if (found.size() > limits.entries()) {
                    throw new Refused("container-entries");
                }
                checkName(entry.getName());
                check(entry.getName(), read(zip, entry.getName(), container.length));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused("container-broken");
        }
        if (!found.equals(listed)) {
            // Two readers would see two containers.
            throw new Refused("container-ambiguous");
        }
        if (!found.contains("mimetype")) {
            throw new Refused("container-type");
        }
        if (signatures == 0) {
            throw new Refused("no-signature");
        }
    }

    private void check(String name, byte[] content) {
        if (name.equals("mimetype") && !type(content).equals(ASIC_E)) {
            throw new Refused("container-type");
        }
        if (name.startsWith("META-INF/") && name.endsWith(".xml")) {
            xml.check(content);
            if (name.contains("signatures") && ++signatures > MOST_SIGNATURES) {
                throw new Refused("too-many-signatures");
            }
        }
    }

    /** Some programs begin it with a byte order mark, some end it with a line break. */
    private static String type(byte[] content) {
        String type = new String(content, StandardCharsets.UTF_8);
        return (type.startsWith("\ufeff") ? type.substring(1) : type).strip();
    }

    private byte[] read(ZipInputStream zip, String name, int packed) throws IOException {
        boolean kept = name.equals("mimetype") || name.startsWith("META-INF/");
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int length = zip.read(buffer); length >= 0; length = zip.read(buffer)) {
            unpacked += length;
            if (unpacked > limits.unpacked().toBytes()) {
                throw new Refused("container-unpacked");
            }
            if (unpacked > SMALL && unpacked / packed > limits.ratio()) {
                throw new Refused("container-ratio");
            }
            if (kept) {
                content.write(buffer, 0, length);
                if (content.size() > XmlGate.LARGEST) {
                    throw new Refused("xml-size");
                }
            }
        }
        zip.closeEntry();
        return content.toByteArray();
    }

    private void checkName(String name) {
        boolean strange = name.isEmpty()
                || name.length() > LONGEST_NAME
                || name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf(':') == 1
                || name.codePoints().anyMatch(ContainerGate::invisible);
        for (String step : name.split("/", -1)) {
            strange |= step.equals("..") || step.equals(".");
        }
        if (strange) {
            throw new Refused("container-name");
        }
        if (!names.add(Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT))) {
            throw new Refused("container-duplicate");
        }
    }

    /** Controls, and signs that write from right to left or not at all. */
    private static boolean invisible(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }

    /** The names of the central directory, in its order. */
    private static List<String> listed(byte[] container) {
        ByteBuffer bytes = ByteBuffer.wrap(container).order(ByteOrder.LITTLE_ENDIAN);
        int end = container.length - 22;
        while (end >= 0 && container.length - end < 70_000 && bytes.getInt(end) != END) {
            end--;
        }
        if (end < 0 || bytes.getInt(end) != END) {
            throw new Refused("container-broken");
        }
        int count = bytes.getShort(end + 10) & 0xffff;
        int at = bytes.getInt(end + 16);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (at < 0 || at + 46 > end || bytes.getInt(at) != CENTRAL) {
                throw new Refused("container-broken");
            }
            int length = bytes.getShort(at + 28) & 0xffff;
            if (at + 46 + length > end) {
                throw new Refused("container-broken");
            }
            names.add(new String(container, at + 46, length, StandardCharsets.UTF_8));
            at += 46 + length + (bytes.getShort(at + 30) & 0xffff) + (bytes.getShort(at + 32) & 0xffff);
        }
        if (at != end) {
            throw new Refused("container-ambiguous");
        }
        return names;
    }
}
