package org.dsrhub.answer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector;
import org.dsrhub.decision.Decision;
import org.dsrhub.ledger.Item;

/**
 * The copy of the data in plain words, a chapter a system, written as the items stream by. A small book is one HTML file
 * and a PDF; a large one is a table of contents and files of at most {@link #PART} records.
 */
final class DataBook {
    static final int PART = 1000;
    private static final String NAME = "data-book";

    private final Dossier dossier;
    private final SearchReport report;
    private final ArchiveWriter archive;
    private final boolean large;
    private final String folder;
    private final LetterTexts texts;
    private final StringBuilder whole = new StringBuilder();
    private final Map<String, String> contents = new LinkedHashMap<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private Writer part;
    private String system;
    private int inPart;
    private int parts;

    /** @param folder of the archive that it stands in, with a slash at its end; empty for the root, where recordings lie */
    DataBook(Dossier dossier, SearchReport report, ArchiveWriter archive, boolean large, String folder) {
        this.dossier = dossier;
        this.report = report;
        this.archive = archive;
        this.large = large;
        this.folder = folder;
        this.texts = dossier.texts();
    }

    void add(Reported reported) {
        try {
            Item item = reported.item();
            boolean chapter = !item.system().equals(system);
            if (chapter) {
                system = item.system();
                numbers.clear();
                parts = 0;
            }
            if (large && (chapter || inPart == PART)) {
                openPart();
            }
            if (chapter) {
                chapter();
            }
            record(reported);
            inPart++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what is left: the whole book and its PDF, or the table of contents. */
    void end() throws IOException {
        closePart();
        String body = head(texts.get("book.title")) + opening() + (large ? contentsList() : whole) + "</body></html>";
        try (OutputStream out = archive.entry(folder + NAME + ".html")) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        if (!large) {
            try (OutputStream out = archive.entry(folder + NAME + ".pdf")) {
                PdfWriter.write(body, out);
            }
        }
    }

    private void openPart() throws IOException {
        closePart();
        parts++;
        inPart = 0;
        String name = String.format("%s/%s-%03d.html", NAME, system, parts);
        String title = dossier.title(system) + ", " + texts.get("book.part", "part", String.valueOf(parts));
        contents.put(name, title);
        part = new OutputStreamWriter(archive.entry(folder + name), StandardCharsets.UTF_8);
        part.append(head(title));
    }

    private void closePart() throws IOException {
        if (part != null) {
            part.append("</body></html>");
            part.close();
            part = null;
        }
    }

    private void put(String html) throws IOException {
        if (large) {
            part.append(html);
        } else {
            whole.append(html);
        }
    }

    private String head(String title) {
        return "<!DOCTYPE html>\n<html lang=\"" + texts.language() + "\" xmlns=\"http://www.w3.org/1999/xhtml\"><head>"
                + "<meta charset=\"UTF-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
                + "<title>" + Html.text(title) + "</title><meta name=\"author\" content=\""
                + Html.text(dossier.sender())
                + "\"/><meta name=\"description\" content=\"" + Html.text(title)
                + "\"/><meta name=\"subject\" content=\""
                + Html.text(title) + "\"/><style>" + LetterLayout.CSS + "</style></head><body><div class=\"folio\">"
                + Html.text(texts.get("letter.case") + " " + dossier.request().caseNumber())
                + "</div>\n<div class=\"letterhead\"><div class=\"name\">" + Html.text(dossier.sender())
                + "</div></div>\n<h1>" + Html.text(title) + "</h1>\n";
    }

    private String opening() {
        StringBuilder html = new StringBuilder();
        html.append("<p>").append(Html.text(texts.get("book.intro"))).append(' ');
        html.append(Html.text(texts.get("letter.state"))).append("</p>\n<h2>");
        html.append(Html.text(texts.get("searched.title")))
                .append("</h2><table class=\"grid\"><colgroup>")
                .append(
                        "<col style=\"width:36%\"/><col style=\"width:36%\"/><col style=\"width:28%\"/></colgroup><thead><tr>");
        CoverLetter.searchHead(texts)
                .forEach(cell -> html.append("<th scope=\"col\">")
                        .append(Html.text(cell))
                        .append("</th>"));
        html.append("</tr></thead><tbody>");
        for (List<String> row : CoverLetter.searchRows(dossier, report)) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(Html.text(cell)).append("</td>"));
            html.append("</tr>");
        }
        html.append("</tbody></table>\n");
        report.statements()
                .forEach(statement ->
                        html.append("<p>").append(Html.text(statement)).append("</p>\n"));
        return html.toString();
    }

    private String contentsList() {
        StringBuilder html = new StringBuilder("<h2>")
                .append(Html.text(texts.get("book.contents")))
                .append("</h2><ul>");
        contents.forEach((name, title) -> html.append("<li><a href=\"")
                .append(Html.text(name))
                .append("\">")
                .append(Html.text(title))
                .append("</a></li>\n"));
        return html.append("</ul>").toString();
    }

    private void chapter() throws IOException {
        StringBuilder html = new StringBuilder("<h2>")
                .append(Html.text(dossier.title(system)))
                .append("</h2>\n");
        Connector connector = dossier.connectors().get(system);
        if (connector != null) {
            html.append("<table class=\"grid about\"><tbody>");
            row(html, texts.get("book.purpose"), Html.text(dossier.inWords(connector.purposes(), "–")));
            row(html, texts.get("book.basis"), Html.text(bases(connector)));
            row(
                    html,
                    texts.get("book.recipients"),
                    Html.text(
                            connector.recipients().isEmpty()
                                    ? texts.get("book.recipients.none")
                                    : recipients(connector)));
            row(html, texts.get("book.retention"), Html.text(texts.get("book.retention.dated")));
            report.systems().stream()
                    .filter(searched ->
                            searched.system().equals(system) && !searched.keys().isEmpty())
                    .forEach(searched ->
                            row(html, texts.get("book.searched"), Html.text(dossier.keys(searched.keys()))));
            html.append("</tbody></table>\n");
        }
        put(html.toString());
    }

    private String recipients(Connector connector) {
        return connector.recipients().stream()
                .map(words -> dossier.inWords(words, "–"))
                .collect(Collectors.joining(", "));
    }

    private String bases(Connector connector) {
        List<String> words = new ArrayList<>();
        for (String basis : connector.legalBases()) {
            String key = "basis." + basis;
            words.add(texts.has(key) ? texts.get(key) : basis);
        }
        return words.isEmpty() ? "–" : String.join("; ", words);
    }

    private void record(Reported reported) throws IOException {
        Item item = reported.item();
        Connector.ItemType type = dossier.type(item.system(), item.type());
        int number = numbers.merge(item.type(), 1, Integer::sum);
        StringBuilder html = new StringBuilder("<h3>")
                .append(Html.text(texts.get(
                        "book.record",
                        "title",
                        dossier.title(item.system(), item.type()),
                        "number",
                        String.valueOf(number))))
                .append("</h3>\n<table class=\"grid record\"><tbody>");
        Object currency = item.record().get("currency");
        DisclosedRecord disclosed = DisclosedRecord.of(reported, dossier);
        disclosed.fields().forEach((name, value) -> {
            Connector.Field field = type == null ? null : type.fields().get(name);
            row(html, label(field, name), content(disclosed, name, field, value, currency));
        });
        row(
                html,
                texts.get("book.source"),
                Html.text(texts.get("provenance." + item.facts().provenance())));
        row(html, texts.get("book.kept"), kept(reported, type));
        for (Item.Media media : disclosed.media()) {
            String file = Html.text(MediaName.of(media));
            String root = (large ? "../" : "") + (folder.isEmpty() ? "" : "../");
            row(html, texts.get("book.media"), "<a href=\"" + root + file + "\">" + file + "</a>");
        }
        put(html.append("</tbody></table>\n").toString());
    }

    private String label(Connector.Field field, String name) {
        return field == null ? name : dossier.inWords(field.titles(), name);
    }

    private String content(
            DisclosedRecord disclosed, String name, Connector.Field field, Object value, Object currency) {
        if (disclosed.masked().contains(name)) {
            String shown = value == null
                    ? "<span class=\"masked\" aria-hidden=\"true\">██████</span>"
                    : Html.text(value.toString());
            return shown + " <span class=\"why\">" + Html.text(texts.get("book.redacted")) + "</span>";
        }
        String text = texts.forms()
                .value(
                        field,
                        value,
                        currency == null ? null : currency.toString(),
                        dossier.controllerOf(system).zone());
        String html = Html.text(text == null ? texts.get("book.unknown") : text);
        return text != null && field != null && field.special()
                ? html + " <span class=\"why\">" + Html.text(texts.get("book.special")) + "</span>"
                : html;
    }

    private String kept(Reported reported, Connector.ItemType type) {
        if (reported.overrun()) {
            return "<span class=\"note\">" + Html.text(texts.get("book.overrun")) + "</span>";
        }
        Decision decision = reported.telling();
        if (decision.until() != null) {
            return Html.text(texts.forms().day(decision.until()));
        }
        if (reported.erasure() != null) {
            return Html.text(CoverLetter.outcomeInWords(texts, decision.outcome(), null, reported.executed()) + ". "
                    + dossier.reason(decision.messageKey()));
        }
        boolean starts = type != null
                && type.retention() != null
                && dossier.controllerOf(reported.item().system())
                        .rule(type.retention(), dossier.today())
                        .map(rule -> rule.term().start())
                        .filter(start -> !start.isEmpty())
                        .isPresent();
        return Html.text(texts.get(starts ? "book.criteria.open" : "book.criteria"));
    }

    private static void row(StringBuilder html, String label, String content) {
        html.append("<tr><th scope=\"row\">")
                .append(Html.text(label))
                .append("</th><td>")
                .append(content)
                .append("</td></tr>\n");
    }
}
