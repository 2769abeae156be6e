package org.dsrhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dsrhub.answer.Answers;
import org.dsrhub.simulation.SyntheticPerson;

/**
 * What the hub says of a person, without what is theirs alone.
 *
 * @param own what the numbers of their records begin with
 */
record Alike(SyntheticPerson person, String own) {
    private static final Pattern OF_A_TASK = Pattern.compile("hub (\\| )?(task-|recordings-taken)");

    List<String> opened(Answers answers, Answers.Packed packed, Path folder) {
        try {
            Path file = Files.createTempFile(folder, "answer", ".zip");
            try (OutputStream to = Files.newOutputStream(file)) {
                answers.write(packed, to);
            }
            List<String> contents = new ArrayList<>();
            try (ZipFile zip = new ZipFile(file.toFile(), answers.secret(packed).toCharArray())) {
                for (FileHeader header : zip.getFileHeaders()) {
                    try (InputStream in = zip.getInputStream(header)) {
                        contents.add(plain(header.getFileName()) + ": " + content(header, in.readAllBytes()));
                    }
                }
            }
            return contents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String content(FileHeader header, byte[] bytes) throws IOException {
        if (header.getFileName().endsWith(".pdf")) {
            try (PDDocument pdf = Loader.loadPDF(bytes)) {
                return pdf.getNumberOfPages() + " pages " + plain(new PDFTextStripper().getText(pdf));
            }
        }
        return header.getFileName().matches(".*\\.(json|csv|txt|html)")
                ? plain(new String(bytes, StandardCharsets.UTF_8))
                : bytes.length + " bytes";
    }

    /** Tasks that are made together have no order but that of their ids. */
    String plain(JsonNode from) {
        JsonNode json = from.deepCopy();
        if (json.path("systems") instanceof ArrayNode systems) {
            List<JsonNode> sorted = new ArrayList<>();
            systems.forEach(sorted::add);
            sorted.sort(Comparator.comparing(task -> plain(task.toString())));
            systems.removeAll().addAll(sorted);
        }
        if (json.path("history") instanceof ArrayNode history) {
            List<String> told = new ArrayList<>();
            history.forEach(entry -> told.add(
                    entry.path("actor").asText() + " " + entry.path("event").asText()));
            history.removeAll();
            inOrder(told).forEach(history::add);
        }
        return plain(json.toPrettyString());
    }

    /** The twin's own identifiers and what no two requests share are replaced by their names. */
    String plain(String text) {
        String national = person.nationalId();
        String plain = text.replace(own, "<own>")
                .replace(person.customerNumber(), "<customer>")
                .replace(national, "<national>")
                .replace(national.replace("-", ""), "<national>")
                .replace(person.name(), "<name>")
                .replace(person.name().split(" ")[0], "<first>")
                .replace(person.email(), "<email>")
                .replace(person.phone(), "<phone>");
        return plain.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<id>")
                .replaceAll("DSR-[0-9]{4}-[0-9]{6}", "<case>")
                .replaceAll("\\b[0-9a-f]{32,}\\b", "<hash>")
                .replaceAll("\"size\" : [0-9]+", "\"size\" : <bytes of a compressed file>")
                .replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|\\+[0-9:]+)?", "<time>");
    }

    /** Systems that are asked side by side answer in any order. */
    static List<String> inOrder(List<String> lines) {
        List<String> ordered = new ArrayList<>();
        List<String> tasks = new ArrayList<>();
        for (String line : lines) {
            if (OF_A_TASK.matcher(line).lookingAt()) {
                tasks.add(line);
            } else {
                tasks.stream().sorted().forEach(ordered::add);
                tasks.clear();
                ordered.add(line);
            }
        }
        tasks.stream().sorted().forEach(ordered::add);
        return ordered;
    }

    static Set<String> beans() {
        Set<String> names = new TreeSet<>();
        ManagementFactory.getPlatformMBeanServer()
                .queryNames(null, null)
                .forEach(name -> names.add(
                        name.getDomain() + ":" + name.getKeyProperty("type") + ":" + name.getKeyProperty("name")));
        return names;
    }

    static List<String> difference(Map<String, Double> before, Map<String, Double> after) {
        List<String> lines = new ArrayList<>();
        after.forEach((name, count) -> {
            double more = count - before.getOrDefault(name, 0.0);
            if (more != 0) {
                lines.add(name + " " + more);
            }
        });
        return lines;
    }
}
