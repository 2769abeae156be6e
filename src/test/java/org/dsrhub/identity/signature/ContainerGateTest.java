package org.dsrhub.identity.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A container is what it seems to every reader, and no larger than it may be. */
class ContainerGateTest extends AtDocumentGates {
    private static String container(Map<String, byte[]> files) {
        return container(USUAL, zip(files));
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("mimetype", bytes(TYPE));
        files.put("META-INF/signatures0.xml", bytes("<a/>"));
        return files;
    }

    private static Map<String, byte[]> with(String name, byte[] content) {
        Map<String, byte[]> files = files();
        files.put(name, content);
        return files;
    }

    private static byte[] zip(Map<String, byte[]> files) {
        return zip(files, "");
    }

    private static byte[] zip(Map<String, byte[]> files, String comment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setComment(comment);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                if (file.getKey().equals("noted")) {
                    entry.setComment("a remark");
                    entry.setExtra(new byte[] {(byte) 0x99, (byte) 0x99, 2, 0, 7, 7});
                }
                out.putNextEntry(entry);
                out.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void a_container_is_known_by_how_it_begins() {
        assertThat(ContainerGate.knows(joined(bytes("PK\u0003\u0004"), new byte[27])))
                .isTrue();
        assertThat(ContainerGate.knows(joined(bytes("PK\u0003\u0004"), new byte[26])))
                .isFalse();
        assertThat(ContainerGate.knows(new byte[40])).isFalse();
    }

    @Test
    void a_container_holds_as_many_files_as_are_allowed() {
        assertThat(container(files())).isEqualTo("passes");
        assertThat(container(limits(MEGABYTE, 2, 100), zip(files()))).isEqualTo("passes");
        assertThat(container(limits(MEGABYTE, 1, 100), zip(files()))).isEqualTo("container-entries");
    }

    @Test
    void a_container_unpacks_to_as_much_as_is_allowed() {
        int size = TYPE.length() + 4 + 100;
        byte[] container = zip(with("letter.txt", new byte[100]));

        assertThat(container(limits(size, 9, 100), container)).isEqualTo("passes");
        assertThat(container(limits(size - 1, 9, 100), container)).isEqualTo("container-unpacked");
    }

    @Test
    void a_container_grows_by_no_more_than_is_allowed_once_it_is_large() {
        byte[] small = zip(with("zeros", new byte[MEGABYTE - TYPE.length() - 4]));
        assertThat(container(limits(9L * MEGABYTE, 9, 1), small)).isEqualTo("passes");

        byte[] large = zip(with("zeros", new byte[2 * MEGABYTE]));
        int ratio = (2 * MEGABYTE + TYPE.length() + 4) / large.length;
        assertThat(container(limits(9L * MEGABYTE, 9, ratio), large)).isEqualTo("passes");
        assertThat(container(limits(9L * MEGABYTE, 9, ratio - 1), large)).isEqualTo("container-ratio");
    }

    @Test
    void what_describes_signatures_is_four_megabytes_at_most_and_what_is_signed_may_be_more() {
        SignatureProperties patient = limits(20L * MEGABYTE, 9, 100_000);

        assertThat(container(patient, zip(with("META-INF/list.bin", new byte[4 * MEGABYTE]))))
                .isEqualTo("passes");
        assertThat(container(patient, zip(with("META-INF/list.bin", new byte[4 * MEGABYTE + 1]))))
                .isEqualTo("xml-size");
        assertThat(container(patient, zip(with("mimetype", new byte[4 * MEGABYTE + 1]))))
                .isEqualTo("xml-size");
        assertThat(container(patient, zip(with("picture.bin", new byte[5 * MEGABYTE]))))
                .isEqualTo("passes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../x | container-name",
                "a/../x | container-name",
                "a/./x | container-name",
                "/x | container-name",
                "a\\b | container-name",
                "\\b | container-name",
                "C:x | container-name",
                "ab:x | passes",
                "..x/y.. | passes",
                "META-INF/SIGNATURES0.XML | container-duplicate"
            })
    void names_lead_nowhere_else(String name, String outcome) {
        assertThat(container(with(name, bytes("<a/>")))).isEqualTo(outcome);
    }

    @Test
    void names_are_visible_and_not_long() {
        assertThat(container(with("", bytes("x")))).isEqualTo("container-name");
        assertThat(container(with("a".repeat(200), bytes("x")))).isEqualTo("passes");
        assertThat(container(with("a".repeat(201), bytes("x")))).isEqualTo("container-name");
        assertThat(container(with("a\u202eb", bytes("x")))).isEqualTo("container-name");
        assertThat(container(with("a\u200db", bytes("x")))).isEqualTo("container-name");
        assertThat(container(with("a\u0007b", bytes("x")))).isEqualTo("container-name");
        Map<String, byte[]> twice = with("\u00e5", bytes("x"));
        twice.put("a\u030a", bytes("x"));
        assertThat(container(twice)).as("one name in two spellings").isEqualTo("container-duplicate");
    }

    @Test
    void a_container_says_what_it_is_in_one_of_the_ways_that_programs_have() {
        assertThat(container(with("mimetype", joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, bytes(TYPE)))))
                .isEqualTo("passes");
        assertThat(container(with("mimetype", bytes(TYPE + "\r\n")))).isEqualTo("passes");
        assertThat(container(with("mimetype", bytes("application/zip")))).isEqualTo("container-type");
        Map<String, byte[]> silent = files();
        silent.remove("mimetype");
        assertThat(container(silent)).isEqualTo("container-type");
    }

    @Test
    void signatures_may_be_ten_and_there_is_one() {
        Map<String, byte[]> files = files();
        for (int i = 1; i < 10; i++) {
            files.put("META-INF/signatures" + i + ".xml", bytes("<a/>"));
        }
        assertThat(container(files)).isEqualTo("passes");
        files.put("META-INF/signatures10.xml", bytes("<a/>"));
        assertThat(container(files)).isEqualTo("too-many-signatures");

        Map<String, byte[]> none = files();
        none.remove("META-INF/signatures0.xml");
        none.put("META-INF/manifest.xml", bytes("<a/>"));
        none.put("signatures0.xml", bytes("<a/>"));
        none.put("META-INF/signatures0.txt", bytes("<a/>"));
        assertThat(container(none)).isEqualTo("no-signature");
    }

    @Test
    void what_describes_signatures_is_plain_xml_and_what_is_signed_may_be_anything() {
        byte[] program = bytes("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>");

        assertThat(container(with("META-INF/manifest.xml", program))).isEqualTo("xml-dtd");
        assertThat(container(with("letter.xml", program))).isEqualTo("passes");
        assertThat(container(with("META-INF/manifest.txt", program))).isEqualTo("passes");
    }

    @Test
    void remarks_and_further_fields_are_stepped_over() {
        assertThat(container(with("noted", bytes("x")))).isEqualTo("passes");
        Map<String, byte[]> files = with("noted", bytes("x"));
        files.put("after", bytes("y"));
        assertThat(container(files)).isEqualTo("passes");
        assertThat(container(USUAL, zip(files, "c".repeat(65_535)))).isEqualTo("passes");
    }

    private static ByteBuffer open(byte[] container) {
        return ByteBuffer.wrap(container).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void a_container_that_two_readers_would_read_in_two_ways_is_refused() {
        byte[] whole = zip(with("letter.txt", bytes("x")));
        int end = whole.length - 22;
        int directory = open(whole).getInt(end + 16);

        byte[] fewer = whole.clone();
        open(fewer).putShort(end + 10, (short) 2);
        assertThat(container(USUAL, fewer)).isEqualTo("container-ambiguous");
        byte[] more = whole.clone();
        open(more).putShort(end + 10, (short) 4);
        assertThat(container(USUAL, more)).isEqualTo("container-broken");
        byte[] nowhere = whole.clone();
        open(nowhere).putInt(end + 16, -1);
        assertThat(container(USUAL, nowhere)).isEqualTo("container-broken");
        byte[] elsewhere = whole.clone();
        open(elsewhere).putInt(end + 16, directory + 1);
        assertThat(container(USUAL, elsewhere)).isEqualTo("container-broken");
        byte[] renamed = whole.clone();
        renamed[directory + 46] = 'M';
        assertThat(container(USUAL, renamed)).isEqualTo("container-ambiguous");
        byte[] endless = whole.clone();
        open(endless).putShort(directory + 28, (short) 0xffff);
        assertThat(container(USUAL, endless)).isEqualTo("container-broken");
        byte[] between = joined(Arrays.copyOf(whole, end), new byte[5], Arrays.copyOfRange(whole, end, whole.length));
        assertThat(container(USUAL, between)).isEqualTo("container-ambiguous");
    }

    @Test
    void a_container_without_a_directory_is_broken() {
        byte[] whole = zip(files());

        assertThat(container(USUAL, Arrays.copyOf(whole, whole.length - 22))).isEqualTo("container-broken");
        assertThat(container(USUAL, Arrays.copyOf(whole, 40))).isEqualTo("container-broken");
        assertThat(container(USUAL, Arrays.copyOf(whole, 10))).isEqualTo("container-broken");
        assertThat(container(USUAL, joined(whole, new byte[70_000])))
                .as("no directory within reach of the end")
                .isEqualTo("container-broken");
        byte[] empty = joined(bytes("PK\u0005\u0006"), new byte[18]);
        assertThat(container(USUAL, empty)).as("nothing but a directory").isEqualTo("container-type");
    }
}
