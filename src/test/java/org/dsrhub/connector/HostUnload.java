package org.dsrhub.connector;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;

/** A file as a host system unloads it: header, one record, trailer with its count. */
final class HostUnload {
    static final String LAYOUT = "kind 1 skip, id 11, name 30, premium 5 packed 2, claims 3 zoned, opened 8 date";
    static final int LENGTH = 58;

    private HostUnload() {}

    static byte[] of(Charset page, String id, String name, String premium, int claims, String opened) {
        return of(page, id, name, premium, claims, opened, 1, 1, 1);
    }

    /** @param copies of the record @param header how many it counts @param trailer how many it counts */
    static byte[] of(
            Charset page,
            String id,
            String name,
            String premium,
            int claims,
            String opened,
            int copies,
            int header,
            int trailer) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        text(file, page, String.format("H%09d", header), LENGTH);
        for (int i = 0; i < copies; i++) {
            text(file, page, "D", 1);
            text(file, page, id, 11);
            text(file, page, name, 30);
            packed(file, new BigDecimal(premium).movePointRight(2).longValueExact(), 5);
            text(file, page, String.format("%03d", claims), 3);
            text(file, page, opened, 8);
        }
        text(file, page, String.format("T%09d", trailer), LENGTH);
        return file.toByteArray();
    }

    private static void text(ByteArrayOutputStream file, Charset page, String text, int width) {
        file.writeBytes((text + " ".repeat(width - text.length())).getBytes(page));
    }

    private static void packed(ByteArrayOutputStream file, long number, int width) {
        String digits = String.format("%0" + (width * 2 - 1) + "d", Math.abs(number)) + (number < 0 ? "d" : "c");
        for (int i = 0; i < digits.length(); i += 2) {
            file.write(Integer.parseInt(digits.substring(i, i + 2), 16));
        }
    }
}
