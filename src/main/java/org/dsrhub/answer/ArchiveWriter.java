package org.dsrhub.answer;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.AesVersion;
import net.lingala.zip4j.model.enums.CompressionLevel;
import net.lingala.zip4j.model.enums.CompressionMethod;
import net.lingala.zip4j.model.enums.EncryptionMethod;

/** An AES-256 encrypted zip that is written as a stream, one entry after the other, and remembers what it wrote. */
final class ArchiveWriter implements AutoCloseable {
    /** From here on the sizes of an entry need the wide header fields, which must be announced before its content. */
    private static final long WIDE = 0xFFFF_FFFFL - (64 << 20);

    private final ZipOutputStream zip;
    private final List<Written> written = new ArrayList<>();

    /** @param size bytes of plain content */
    record Written(String name, long size, String sha256) {}

    ArchiveWriter(OutputStream to, char[] secret) throws IOException {
        this.zip = new ZipOutputStream(to, secret);
    }

    /** @param size where it is known, else -1. Close the stream before the next entry is opened. */
    OutputStream entry(String name, boolean compressed, long size) throws IOException {
        ZipParameters parameters = new ZipParameters();
        parameters.setFileNameInZip(name);
        parameters.setEncryptFiles(true);
        parameters.setEncryptionMethod(EncryptionMethod.AES);
        parameters.setAesKeyStrength(AesKeyStrength.KEY_STRENGTH_256);
        parameters.setAesVersion(AesVersion.TWO);
        parameters.setCompressionMethod(CompressionMethod.DEFLATE);
        parameters.setCompressionLevel(compressed ? CompressionLevel.NORMAL : CompressionLevel.FASTEST);
        if (size > WIDE) {
            parameters.setEntrySize(size);
        }
        zip.putNextEntry(parameters);
        return new Entry(name);
    }

    OutputStream entry(String name) throws IOException {
        return entry(name, true, -1);
    }

    List<Written> written() {
        return List.copyOf(written);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private final class Entry extends OutputStream {
        private final String name;
        private final MessageDigest digest = sha256();
        private long size;
        private boolean closed;

        Entry(String name) {
            this.name = name;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            zip.write(bytes, from, length);
            digest.update(bytes, from, length);
            size += length;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                zip.closeEntry();
                written.add(new Written(name, size, HexFormat.of().formatHex(digest.digest())));
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
