package org.dsrhub.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector;

/**
 * What Art. 20 hands over, for another controller's machines: {@code portable/portable.json} with all records, and a CSV file
 * (RFC 4180, UTF-8, all values quoted) for each kind of record.
 */
final class PortableCopy {
    private static final String FOLDER = "portable/";

    private final Dossier dossier;
    private final ObjectMapper mapper;

    /** Streams the items of an answer, each time from the first. */
    interface Source {
        void read(Consumer<Reported> each);
    }

    PortableCopy(Dossier dossier, ObjectMapper mapper) {
        this.dossier = dossier;
        this.mapper = mapper;
    }

    void write(ArchiveWriter archive, Survey survey, Source items) throws IOException {
        try (OutputStream out = archive.entry(FOLDER + "portable.json")) {
            json(out, items);
        }
        for (Map.Entry<String, Map<String, Integer>> system : survey.portable().entrySet()) {
            for (String type : system.getValue().keySet()) {
                try (OutputStream out = archive.entry(FOLDER + system.getKey() + "-" + type + ".csv")) {
                    csv(out, system.getKey(), type, items);
                }
            }
        }
    }

    private void json(OutputStream out, Source items) throws IOException {
        try (JsonGenerator json = mapper.createGenerator(new LeftOpen(out)).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("caseNumber", dossier.request().caseNumber());
            json.writeStringField("controller", dossier.controller().legalName());
            json.writeStringField("receivedOn", dossier.receivedOn().toString());
            json.writeArrayFieldStart("records");
            items.read(reported -> {
                if (reported.portable()) {
                    record(json, reported);
                }
            });
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void record(JsonGenerator json, Reported reported) {
        try {
            String system = reported.item().system();
            String type = reported.item().type();
            json.writeStartObject();
            json.writeStringField("system", system);
            json.writeStringField("type", type);
            json.writeStringField("title", dossier.title(system, type));
            json.writePOJOField("record", DisclosedRecord.of(reported, dossier).fields());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Columns as the connector file names them; what came beside them stands in the JSON alone. */
    private void csv(OutputStream out, String system, String type, Source items) throws IOException {
        Connector.ItemType itemType = dossier.type(system, type);
        Set<String> columns = new LinkedHashSet<>(
                itemType == null ? Set.of() : itemType.fields().keySet());
        Writer csv = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        csv.append(Csv.line(columns));
        items.read(reported -> {
            boolean ours = reported.item().system().equals(system)
                    && reported.item().type().equals(type);
            if (ours && reported.portable()) {
                Map<String, Object> fields =
                        DisclosedRecord.of(reported, dossier).fields();
                try {
                    csv.append(Csv.line(columns.stream().map(fields::get).collect(Collectors.toList())));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        csv.flush();
    }
}
