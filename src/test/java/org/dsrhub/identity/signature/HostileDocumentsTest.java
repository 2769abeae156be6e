package org.dsrhub.identity.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dsrhub.identity.signature.SignaturesTest.bytes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.identity.SignatureReport.Verdict;
import org.dsrhub.support.SigningAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileDocumentsTest {
    private static final String TYPE = "application/vnd.etsi.asic-e+zip";
    private static final String SIGNATURE = "META-INF/signatures0.xml";

    private final DssSignatures signatures = new DssSignatures(
            SignatureProperties.of(null), new NationalIds(false, InstantSource.system()), InstantSource.system());

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("mimetype", bytes(TYPE));
        files.put(SIGNATURE, bytes("<a/>"));
        return files;
    }

    private static byte[] container(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void assertRefused(byte[] document, String reason) {
        SignatureReport report = signatures.check(document);
        assertThat(report.reasons()).containsExactly(reason);
        assertThat(report.verdict()).isEqualTo(Verdict.INVALID);
    }

    private void assertRefused(String name, byte[] content, String reason) {
        Map<String, byte[]> files = files();
        files.put(name, content);
        assertRefused(container(files), reason);
    }

    @Test
    void names_that_lead_elsewhere_or_lie_are_refused() {
        for (String name :
                List.of("../../etc/x", "a/../../x", "/etc/x", "C:x", "a\\b", "x\u0000.txt", "gpj.\u202eexe", "a/./b")) {
            assertRefused(name, bytes("x"), "container-name");
        }
        assertRefused("META-INF/SIGNATURES0.xml", bytes("<a/>"), "container-duplicate");
    }

    @Test
    void what_grows_too_much_is_refused() {
        assertRefused("zeros", new byte[2_000_000], "container-ratio");
        byte[] noise = new byte[400_000];
        new Random(1).nextBytes(noise);
        Map<String, byte[]> grown = files();
        grown.put("noise", noise);
        grown.put("zeros", new byte[17 * 1024 * 1024]);
        assertRefused(container(grown), "container-unpacked");
        Map<String, byte[]> many = files();
        for (int i = 0; i < 120; i++) {
            many.put("file" + i, bytes("x"));
        }
        assertRefused(container(many), "container-entries");
        byte[] large = new byte[6 * 1024 * 1024 + 1];
        large[0] = 'P';
        large[1] = 'K';
        large[2] = 3;
        large[3] = 4;
        assertRefused(large, "too-large");
    }

    @Test
    void a_container_that_two_readers_read_differently_is_refused() {
        byte[] whole = container(files());
        byte[] listedOtherwise = whole.clone();
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        listedOtherwise[text.lastIndexOf(SIGNATURE)] = 'm';
        assertRefused(listedOtherwise, "container-ambiguous");
        assertRefused(java.util.Arrays.copyOf(whole, whole.length - 30), "container-broken");
    }

    @Test
    void programs_and_addresses_in_a_signature_are_refused() {
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "xml-dtd");
        refused.put("<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/x\"><a/>", "xml-dtd");
        refused.put("<a><Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/></a>", "xml-transform");
        refused.put("<a><Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"/></a>", "xml-transform");
        refused.put("<a><Reference URI=\"http://127.0.0.1:9/x\"/></a>", "xml-reference");
        refused.put("<a><Reference URI=\"file:///etc/passwd\"/></a>", "xml-reference");
        refused.put("<a>".repeat(100) + "</a>".repeat(100), "xml-structure");
        refused.put("<a>" + elements(30_000) + "</a>", "xml-structure");
        refused.put(
                "<SignatureTimeStamp><EncapsulatedTimeStamp/><EncapsulatedTimeStamp/></SignatureTimeStamp>",
                "xml-timestamps");
        refused.put("<a>", "xml-broken");
        refused.forEach((xml, reason) -> {
            Map<String, byte[]> files = files();
            files.put(SIGNATURE, bytes(xml));
            assertRefused(container(files), reason);
        });
    }

    private static String elements(int count) {
        StringBuilder xml = new StringBuilder();
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            xml.append("<b c='").append(random.nextLong()).append("'/>");
        }
        return xml.toString();
    }

    @Test
    void a_pdf_that_grows_too_much_is_refused() {
        assertRefused(pdf("/Type /ObjStm /N 1 /First 1 /Filter /FlateDecode", 3_000_000), "pdf-structure");
        assertRefused(pdf("/Type /Ob#6aStm /N 1 /First 1 /Filter /FlateDecode", 3_000_000), "pdf-structure");
        assertRefused(pdf("/Filter /FlateDecode", 20_000_000), "pdf-unpacked");
        assertRefused(pdf("/Filter [/FlateDecode /FlateDecode]", 1000), "pdf-filters");
        assertRefused(bytes("%PDF-1.7\n1 0 obj [" + "[]".repeat(1_000_000) + "] endobj"), "pdf-structure");
        assertRefused(bytes("%PDF-1.7\ntrailer << /Encrypt 1 0 R >>"), "pdf-encrypted");
    }

    private static byte[] pdf(String dictionary, int size) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(bytes("%PDF-1.7\n1 0 obj << " + dictionary + " >>\nstream\n"));
            DeflaterOutputStream packed = new DeflaterOutputStream(bytes);
            packed.write(new byte[size]);
            packed.finish();
            bytes.write(bytes("\nendstream\nendobj\n"));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void no_connection_is_opened_whatever_a_certificate_or_a_signature_names(@TempDir Path folder) throws IOException {
        SigningAuthority authority = new SigningAuthority("http://127.0.0.1:9/somewhere");
        byte[] container =
                authority.container("T", Map.of("a.txt", "a"), authority.issue(new SigningAuthority.Profile()));
        authority.trustIn(folder, java.time.Instant.now().minusMillis(1));
        DssSignatures trusting = new DssSignatures(
                SignatureProperties.of(folder), new NationalIds(false, InstantSource.system()), InstantSource.system());
        ConcurrentLinkedQueue<URI> asked = new ConcurrentLinkedQueue<>();
        // What this thread starts, and not the hubs that other tests have left running.
        InheritableThreadLocal<Boolean> ours = new InheritableThreadLocal<>();
        ours.set(true);
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                if (ours.get() != null) {
                    asked.add(uri);
                }
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
        try {
            assertThat(trusting.check(container).reasons()).contains("revocation-unknown");
            assertThat(signatures.check(container).reasons()).contains("issuer-not-trusted");
            assertThat(asked).isEmpty();

            URI seen = URI.create("http://127.0.0.1:9/seen");
            new TimeLimit(Duration.ofSeconds(2), 1)
                    .run("ask", () -> ProxySelector.getDefault().select(seen));
            assertThat(asked).as("what a document's own thread asks for").containsExactly(seen);
        } finally {
            ProxySelector.setDefault(before);
            ours.remove();
        }
    }

    @Test
    void work_that_costs_too_much_is_ended_and_what_does_not_end_blocks_no_more_than_its_place() {
        TimeLimit limit = new TimeLimit(Duration.ofMillis(50), 1);
        limit.run("spin", () -> 1);
        AtomicBoolean go = new AtomicBoolean(true);
        try {
            assertThat(reason(() -> limit.run("spin", () -> {
                        while (go.get()) {
                            Thread.onSpinWait();
                        }
                        return 1;
                    })))
                    .isEqualTo("too-costly");
            assertThat(reason(() -> limit.run("spin", () -> 1))).isEqualTo("busy");
        } finally {
            go.set(false);
        }
        assertThat(limit.<Integer>run("spin", () -> 2)).isEqualTo(2);
        assertThat(reason(() -> limit.run("spin", () -> {
                    throw new StackOverflowError();
                })))
                .isEqualTo("too-costly");
        assertThat(reason(() -> limit.run("spin", () -> {
                    throw new IllegalStateException("somebody's name");
                })))
                .isEqualTo("unreadable");
    }

    private static String reason(Runnable work) {
        try {
            work.run();
            return null;
        } catch (Refused e) {
            return e.getMessage();
        }
    }
}
