package org.dsrhub.simulation;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Audio files: 8 kHz, one channel, 16 bits. */
final class Wav {
    private static final int RATE = 8000;
    private static final int HEADER = 44;

    private Wav() {}

    /** Half a second of a tone whose pitch follows the seed. @return seconds */
    static double tone(Path file, String seed) throws IOException {
        int samples = RATE / 2;
        double pitch = 300 + Math.floorMod(seed.hashCode(), 500);
        ByteBuffer wav = ByteBuffer.allocate(HEADER + samples * 2).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(header(samples * 2L));
        for (int i = 0; i < samples; i++) {
            wav.putShort((short) (8000 * Math.sin(2 * Math.PI * pitch * i / RATE)));
        }
        Files.write(file, wav.array());
        return 0.5;
    }

    /** A file of exactly that many bytes, sparse where the file system can. @return seconds */
    static double silence(Path file, long bytes) throws IOException {
        long data = Math.max(0, bytes - HEADER);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(header(data));
            out.setLength(HEADER + data);
        }
        return data / (RATE * 2.0);
    }

    private static byte[] header(long data) {
        int size = (int) Math.min(data, 0xFFFFFFFFL - HEADER);
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(size + HEADER - 8)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(RATE)
                .putInt(RATE * 2)
                .putShort((short) 2)
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(size)
                .array();
    }
}
