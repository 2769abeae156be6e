package org.dsrhub.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.model.FileHeader;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * An opened answer package.
 *
 * @param entries names of all its files
 * @param data content of {@code data.json}
 */
record AnswerArchive(List<String> entries, JsonNode data) {
    private static final Pattern SECRET = Pattern.compile("[2-9A-Z]{5}(?:-[2-9A-Z]{5}){4}");

    /** Opens a package with one of the passwords, as its owner does who got the password by another way. */
    static Optional<AnswerArchive> open(Path archive, Collection<String> passwords) {
        for (String password : passwords) {
            try (ZipFile zip = new ZipFile(archive.toFile(), password.toCharArray())) {
                List<String> entries = new ArrayList<>();
                JsonNode data = null;
                for (FileHeader header : zip.getFileHeaders()) {
                    entries.add(header.getFileName());
                    if (header.getFileName().endsWith("data.json")) {
                        try (InputStream in = zip.getInputStream(header)) {
                            data = new ObjectMapper().readTree(in);
                        }
                    }
                }
                return Optional.of(new AnswerArchive(entries, data));
            } catch (ZipException wrongPassword) {
                // the next one
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.empty();
    }

    /** The passwords in the letters that wait to be printed. */
    static Set<String> passwords(Path printFolder) {
        Set<String> found = new LinkedHashSet<>();
        for (Path letter : files(printFolder)) {
            Matcher matcher = SECRET.matcher(text(letter));
            while (matcher.find()) {
                found.add(matcher.group());
            }
        }
        return found;
    }

    /** All files below a folder; none where it is missing. */
    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path letter) {
        try {
            if (!letter.toString().endsWith(".pdf")) {
                return Files.size(letter) > 1_000_000
                        ? ""
                        : new String(Files.readAllBytes(letter), java.nio.charset.StandardCharsets.ISO_8859_1);
            }
            try (PDDocument pdf = Loader.loadPDF(letter.toFile())) {
                return new PDFTextStripper().getText(pdf);
            }
        } catch (IOException halfWritten) {
            return "";
        }
    }

    /**
     * What the package says about one item.
     *
     * @param reference the item's, or any value of its record
     */
    Optional<JsonNode> item(String system, String reference) {
        for (JsonNode item : data.path("items")) {
            if (item.path("system").asText().equals(system)
                    && (item.path("reference").asText().equals(reference) || holds(item.path("record"), reference))) {
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }

    private static boolean holds(JsonNode record, String value) {
        for (JsonNode field : record) {
            if (field.asText().strip().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
